#include "ui/dataset/download_pane.h"

#include <QDir>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <utility>

#include "core/data/dataset_request.h"
#include "core/data/known_datasets.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

namespace {

constexpr auto kMirrorKey = "data/mirror";
constexpr int kBarSteps = 1000;
constexpr int kShowMs = 50;
constexpr std::chrono::milliseconds kGrace(1000);  // when the program ends, network and all

QString seconds(double left) {
  const auto whole = static_cast<qint64>(left + 0.5);
  if (whole < 60) return DownloadPane::tr("%1 s left").arg(whole);
  return DownloadPane::tr("%1:%2 min left").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
}

}  // namespace

DownloadPane::DownloadPane(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel),
      text_(new QLabel),
      rate_(new QLabel),
      problem_(new QLabel),
      mirror_(new QLineEdit),
      bar_(new QProgressBar),
      download_(new QPushButton(tr("Download"))),
      cancel_(new QPushButton(tr("Cancel download"))) {
  build();
  connect(download_, &QPushButton::clicked, this, &DownloadPane::start);
  connect(cancel_, &QPushButton::clicked, this, &DownloadPane::cancel);
  connect(mirror_, &QLineEdit::returnPressed, this, &DownloadPane::start);
  showState();
}

DownloadPane::~DownloadPane() = default;

void DownloadPane::build() {
  setObjectName("downloadPane");
  setAccessibleName(tr("Download"));
  title_->setObjectName("downloadTitle");
  title_->setProperty("role", "title");
  text_->setObjectName("downloadText");
  rate_->setObjectName("downloadRate");
  rate_->setProperty("role", "muted");
  problem_->setObjectName("downloadProblem");
  problem_->setProperty("role", "problem");
  problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  mirror_->setObjectName("downloadMirror");
  mirror_->setAccessibleName(tr("Mirror"));
  mirror_->setPlaceholderText(tr("the known mirrors, in turn"));
  mirror_->setToolTip(
      tr("A web address or a folder that has the files under their own names, a school's server "
         "for example. Empty: the known mirrors."));
  mirror_->setText(QSettings().value(kMirrorKey).toString());
  bar_->setObjectName("downloadProgress");
  bar_->setAccessibleName(tr("Progress of the download"));
  bar_->setRange(0, kBarSteps);
  download_->setObjectName("downloadStart");
  download_->setProperty("role", "primary");
  download_->setAutoDefault(false);
  download_->setToolTip(tr("Fetches and verifies the files; what came before goes on from where it was cut"));
  cancel_->setObjectName("downloadCancel");
  cancel_->setAutoDefault(false);
  cancel_->setToolTip(tr("Ends the download; what came is kept for the next try"));
  for (QLabel* label : {text_, rate_, problem_}) label->setWordWrap(true);
  auto* mirror = new QLabel(tr("&Mirror"));
  mirror->setBuddy(mirror_);
  auto* place = new QHBoxLayout;
  place->addWidget(mirror);
  place->addWidget(mirror_, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(download_);
  buttons->addWidget(cancel_);
  buttons->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(24, 20, 24, 20);
  column->setSpacing(12);
  column->addStretch(1);
  for (QLabel* label : {title_, text_}) column->addWidget(label);
  column->addLayout(place);
  column->addLayout(buttons);
  for (QWidget* widget :
       {static_cast<QWidget*>(bar_), static_cast<QWidget*>(rate_), static_cast<QWidget*>(problem_)})
    column->addWidget(widget);
  column->addStretch(2);
}

void DownloadPane::setDataset(const QString& name) {
  name_ = name;
  title_->setText(tr("%1 is not on this machine").arg(name));
  for (const KnownDataset& known : knownDatasets()) {
    if (QString::fromStdString(known.name) != name) continue;
    text_->setText(tr("%1 Its files are kept in %2, where every run finds them from then on.")
                       .arg(QString::fromStdString(known.description),
                            QDir::toNativeSeparators(QString::fromStdString(cacheFolder(known.name)))));
  }
  showState();
}

void DownloadPane::showState() {
  const bool busy = !downloading_.isEmpty(), mine = busy && downloading_ == name_;
  download_->setEnabled(!busy && !name_.isEmpty());
  mirror_->setEnabled(!busy);
  cancel_->setVisible(mine);
  bar_->setVisible(mine);
  rate_->setVisible(busy);
  if (busy && !mine) rate_->setText(tr("%1 is downloaded first.").arg(downloading_));
  problem_->setVisible(!problem_->text().isEmpty() && problemOf_ == name_ && !mine);
}

void DownloadPane::start() {
  if (!downloading_.isEmpty() || name_.isEmpty()) return;
  downloading_ = name_;
  problem_->clear();
  bar_->setRange(0, 0);
  rate_->setText(tr("Asking for the files"));
  const QString mirror = mirror_->text().trimmed();
  QSettings().setValue(kMirrorKey, mirror);
  task_ = std::make_unique<BackgroundTask>(
      this,
      [this, fetch = fetch_, name = name_.toStdString(), mirror = mirror.toStdString(),
       fetching = fetching_](const BackgroundTask::Context& context) {
        const std::lock_guard lock(*fetching);
        FetchOptions options;
        options.mirror = mirror;
        QElapsedTimer sinceShown;
        options.progress = [&](const FetchProgress& progress) {
          if (!sinceShown.isValid() || sinceShown.hasExpired(kShowMs)) {
            sinceShown.start();
            context.post([this, progress] { showProgress(progress); });
          }
          return !context.cancelled();
        };
        const QString trouble = sentenceOf([&] { fetch(name, options); });
        context.post([this, trouble] { finish(trouble); });
      },
      kGrace);
  showState();
}

void DownloadPane::cancel() {
  if (downloading_.isEmpty()) return;
  task_->drop();
  leaving_ = std::move(task_);  // it ends behind the window, within a tenth of a second
  const QString name = std::exchange(downloading_, {});
  problemOf_ = name;
  problem_->setText(tr("The download was cancelled; what came is kept, and it goes on from there."));
  showState();
  emit ended(name, false);
}

void DownloadPane::showProgress(const FetchProgress& progress) {
  const QLocale local = locale();
  const bool known = progress.total > 0;
  const double share =
      known ? static_cast<double>(progress.received) / static_cast<double>(progress.total) : 0;
  bar_->setRange(0, known ? kBarSteps : 0);
  bar_->setValue(qRound(share * kBarSteps));
  QStringList words{tr("%1 (file %2 of %3)")
                        .arg(QString::fromStdString(progress.file))
                        .arg(progress.number)
                        .arg(progress.count)};
  words << (known ? tr("%1 of %2")
                        .arg(local.formattedDataSize(progress.received),
                             local.formattedDataSize(progress.total))
                  : local.formattedDataSize(progress.received));
  if (progress.bytesPerSecond > 0)
    words << tr("%1/s").arg(local.formattedDataSize(static_cast<qint64>(progress.bytesPerSecond)));
  if (progress.secondsLeft >= 0) words << seconds(progress.secondsLeft);
  if (downloading_ == name_) rate_->setText(words.join(", "));
  emit progressed(downloading_, known ? tr("downloading, %1 %").arg(qRound(100 * share)) : tr("downloading"));
}

void DownloadPane::finish(const QString& trouble) {
  const QString name = std::exchange(downloading_, {});
  problemOf_ = name;
  QString sentence = trouble;
  if (sentence.startsWith("--mirror ")) sentence.replace(0, 9, tr("The mirror "));
  problem_->setText(sentence);
  showState();
  emit ended(name, trouble.isEmpty());
}

}  // namespace nmf::ui
