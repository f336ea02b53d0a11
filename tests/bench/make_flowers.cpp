// Writes a folder laid out like Oxford Flowers102, with drawn flowers in place of the photographs:
//   make-flowers FOLDER [COUNT, default 8189] [FOLDER WITH THE REAL setid.mat AND imagelabels.mat]
// JPEGs of about 500 pixels a side, as the real ones are. With all 8,189 pictures and the real lists the
// splits and labels are the real ones; else an eighth each are for training and validation, and the labels go
// round from 1 to 102.
#include <tbb/parallel_for.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRandomGenerator>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/data/mat.h"
#include "core/errors.h"
#include "tests/core/data/mat_files.h"

namespace {

constexpr int kWholeCount = 8189;
constexpr int kKinds = 102;

struct Lists {
  std::map<std::string, std::vector<int>> ids;  // trnid, valid, tstid
  std::vector<int> labels;
};

std::vector<int> integersOf(const QString& path, const std::string& array) {
  std::vector<int> values;
  for (const std::int64_t value : nmf::readMatIntegers(path.toStdString(), array))
    values.push_back(int(value));
  return values;
}

Lists realLists(const QString& folder) {
  Lists lists;
  for (const char* name : {"trnid", "valid", "tstid"})
    lists.ids[name] = integersOf(folder + "/setid.mat", name);
  lists.labels = integersOf(folder + "/imagelabels.mat", "labels");
  return lists;
}

Lists ownLists(int count) {
  Lists lists;
  for (int number = 1; number <= count; ++number) {
    lists.ids[number % 8 == 1 ? "trnid" : number % 8 == 2 ? "valid" : "tstid"].push_back(number);
    lists.labels.push_back(1 + (number - 1) % kKinds);
  }
  return lists;
}

void write(const QString& path, const QByteArray& content) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.flush())
    throw nmf::EnvironmentError(path.toStdString() + " could not be written.");
}

// Grass and leaves out of focus.
void paintGround(QPainter& painter, const QRect& area, QRandomGenerator& random) {
  painter.fillRect(
      area, QColor::fromHsv(80 + random.bounded(50), 130 + random.bounded(80), 50 + random.bounded(90)));
  for (int i = 0; i < 60; ++i) {
    painter.setBrush(
        QColor::fromHsv(70 + random.bounded(70), 100 + random.bounded(120), 30 + random.bounded(120), 110));
    painter.drawEllipse(QPointF(random.bounded(area.width()), random.bounded(area.height())),
                        10.0 + random.bounded(90), 5.0 + random.bounded(40));
  }
}

// What a kind always has in common: colour, number and width of its petals, and its eye.
void paintFlower(QPainter& painter, const QPointF& center, double radius, int kind,
                 QRandomGenerator& random) {
  const int petals = 5 + kind * 7 % 9, hue = (kind * 47 + random.bounded(12)) % 360;
  const double width = radius * (0.22 + 0.02 * (kind % 8));
  for (int ring = 0; ring < 2; ++ring) {
    for (int petal = 0; petal < petals; ++petal) {
      painter.save();
      painter.translate(center);
      painter.rotate(360.0 / petals * (petal + 0.5 * ring) + random.bounded(8));
      QLinearGradient shade(0, 0, radius, 0);
      shade.setColorAt(0, QColor::fromHsv(hue, 220, 120 + 40 * ring));
      shade.setColorAt(1, QColor::fromHsv(hue, 90 + kind % 120, 200 + 20 * ring));
      painter.setBrush(shade);
      const double length = radius * (1 - 0.25 * ring);
      painter.drawEllipse(QRectF(0.1 * radius, -width, length, 2 * width));
      painter.restore();
    }
  }
  painter.setBrush(QColor::fromHsv(40 + kind % 20, 230, 120 + random.bounded(120)));
  painter.drawEllipse(center, 0.22 * radius, 0.22 * radius);
}

// A camera's grain, without which the files would be smaller and decode faster than real ones.
void addGrain(QImage& image, QRandomGenerator& random) {
  for (int y = 0; y < image.height(); ++y) {
    uchar* line = image.scanLine(y);
    for (int i = 0; i < 3 * image.width(); i += 4) {
      const quint32 bits = random.generate();
      for (int k = 0; k < 4 && i + k < 3 * image.width(); ++k)
        line[i + k] = uchar(qBound(0, line[i + k] + int(bits >> (8 * k) & 15) - 8, 255));
    }
  }
}

QImage flower(int number, int kind) {
  QRandomGenerator random(quint32(1000 + number));
  // One side of the real ones is 500 pixels, and the other up to about 750.
  const int longer = 500 + random.bounded(250);
  QImage image(number % 3 == 0 ? 500 : longer, number % 3 == 0 ? longer : 500, QImage::Format_RGB888);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  paintGround(painter, image.rect(), random);
  const double side = std::min(image.width(), image.height());
  const QPointF center(image.width() * (0.4 + 0.2 * random.generateDouble()),
                       image.height() * (0.4 + 0.2 * random.generateDouble()));
  paintFlower(painter, center, side * (0.3 + 0.15 * random.generateDouble()), kind, random);
  painter.end();
  addGrain(image, random);
  return image;
}

void makeTree(const QString& folder, int count, const QString& real) {
  const Lists lists = count == kWholeCount && !real.isEmpty() ? realLists(real) : ownLists(count);
  if (!QDir().mkpath(folder + "/jpg"))
    throw nmf::EnvironmentError(folder.toStdString() + " could not be created.");
  QByteArray ids = matfile::header();
  for (const auto& [name, values] : lists.ids) ids += matfile::uint16Row(name, values);
  write(folder + "/setid.mat", ids);
  write(folder + "/imagelabels.mat", matfile::header() + matfile::uint16Row("labels", lists.labels));
  tbb::parallel_for(1, count + 1, [&](int number) {
    const QString path = QString("%1/jpg/image_%2.jpg").arg(folder).arg(number, 5, 10, QChar('0'));
    if (!flower(number, lists.labels[std::size_t(number - 1)]).save(path, "jpg", 85))
      throw nmf::EnvironmentError(path.toStdString() + " could not be written.");
  });
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 2 ? QByteArray(argv[2]).toInt() : kWholeCount;
  if (argc < 2 || argc > 4 || count < 16 || count > 65535) {
    std::fputs("usage: make-flowers FOLDER [COUNT from 16 to 65535] [FOLDER OF THE REAL .mat FILES]\n",
               stderr);
    return 2;
  }
  try {
    makeTree(QString::fromLocal8Bit(argv[1]), count, argc > 3 ? QString::fromLocal8Bit(argv[3]) : QString());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make-flowers: %s\n", error.what());
    return 1;
  }
}
