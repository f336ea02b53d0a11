#include "ui/dataset/source_list.h"

#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

#include "core/data/dataset_request.h"
#include "core/data/known_datasets.h"
#include "ui/dataset/recent_data.h"

namespace nmf::ui {

namespace {

enum Role { DatasetRole = Qt::UserRole, TitleRole, StateRole, MissingRole };

/// A path as people read it: the home folder as "~".
QString shortPath(const QString& path) {
  const QString home = QDir::homePath();
  return path.startsWith(home + '/') ? '~' + path.mid(home.size()) : path;
}

/// What an earlier download has left to go on from.
qint64 bytesHere(const QString& name) {
  const QDir folder(QString::fromStdString(cacheFolder(name.toStdString())));
  qint64 bytes = 0;
  for (const QFileInfo& file : folder.entryInfoList(QDir::Files)) bytes += file.size();
  return bytes;
}

/// A source in two lines, its name and where it is; a heading in one.
class SourcePainter : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const int line = option.fontMetrics.height();
    return {40, isHeading(index) ? line + 2 * kPadding + (index.row() > 0 ? kPadding : 0)
                                 : 2 * line + 2 * kPadding};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const override {
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    option.text.clear();
    const QString text = index.data().toString();
    const QStyle* style = option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    const bool chosen = option.state & QStyle::State_Selected;
    const QColor strong = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = chosen ? strong : option.palette.color(QPalette::PlaceholderText);
    const QRect room = option.rect.adjusted(8, kPadding, -6, -kPadding);
    painter->save();
    painter->setFont(option.font);
    if (isHeading(index)) {
      painter->setPen(quiet);
      painter->drawText(room, Qt::AlignLeft | Qt::AlignBottom, text);
    } else {
      painter->setPen(strong);
      const auto line = [&](const QString& words) {
        return option.fontMetrics.elidedText(words, Qt::ElideMiddle, room.width());
      };
      painter->drawText(room, Qt::AlignLeft | Qt::AlignTop, line(text.section('\n', 0, 0)));
      painter->setPen(quiet);
      painter->drawText(room, Qt::AlignLeft | Qt::AlignBottom, line(text.section('\n', 1)));
    }
    painter->restore();
  }

 private:
  static constexpr int kPadding = 4;
  static bool isHeading(const QModelIndex& index) { return index.data(DatasetRole).toString().isEmpty(); }
};

}  // namespace

SourceList::SourceList(QWidget* parent) : QListWidget(parent) {
  setObjectName("dataSources");
  setAccessibleName(tr("Sources of data"));
  setToolTip(tr("Built in, known, and your own: what can be factorised"));
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setItemDelegate(new SourcePainter(this));
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setUniformItemSizes(false);
  connect(this, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
    if (item && !item->data(DatasetRole).toString().isEmpty())
      emit sourceChosen(item->data(DatasetRole).toString());
  });
  refresh();
}

void SourceList::addHeading(const QString& text) {
  auto* item = new QListWidgetItem(text, this);
  item->setFlags(Qt::NoItemFlags);
  QFont bold = font();
  bold.setBold(true);
  item->setFont(bold);
}

QListWidgetItem* SourceList::addSource(const QString& dataset, const QString& title, const QString& state,
                                       const QString& toolTip, bool missing) {
  auto* item = new QListWidgetItem(title + '\n' + state, this);
  item->setData(DatasetRole, dataset);
  item->setData(TitleRole, title);
  item->setData(StateRole, state);
  item->setData(MissingRole, missing);
  item->setToolTip(toolTip);
  item->setData(Qt::AccessibleTextRole, title + ", " + state);
  return item;
}

void SourceList::refresh() {
  const QString before = chosen();
  const QSignalBlocker blocker(this);
  clear();
  const std::vector<KnownDataset> known = knownDatasets();
  for (const bool builtIn : {true, false}) {
    addHeading(builtIn ? tr("Built in") : tr("Known data sets"));
    for (const KnownDataset& set : known) {
      if (set.builtIn != builtIn) continue;
      const QString name = QString::fromStdString(set.name);
      const QString description = QString::fromStdString(set.description);
      const QString folder = QString::fromStdString(set.folder);
      const bool here = builtIn || !set.splits.empty();
      QString state = builtIn ? tr("drawn by the program") : tr("in %1").arg(shortPath(folder));
      if (!here) {
        const qint64 bytes = bytesHere(name);
        state = bytes > 0 ? tr("not whole: %1 of it here").arg(locale().formattedDataSize(bytes))
                          : tr("not on this machine");
      }
      addSource(name, name, state, here && !builtIn ? description + '\n' + folder : description, !here);
    }
  }
  QStringList paths = recentData();
  if (!own_.isEmpty() && !paths.contains(own_)) paths.prepend(own_);
  if (!paths.isEmpty()) addHeading(tr("Your own"));
  for (const QString& path : paths) {
    const QFileInfo info(path);
    addSource(path, info.fileName().isEmpty() ? path : info.fileName(),
              tr("in %1").arg(shortPath(info.absolutePath())), path);
  }
  setCurrentItem(itemOf(before));
}

void SourceList::choose(const QString& dataset) {
  const QSignalBlocker blocker(this);
  if (!itemOf(dataset) && !dataset.isEmpty()) {
    own_ = dataset;
    refresh();
  }
  setCurrentItem(itemOf(dataset));
  if (currentItem()) scrollToItem(currentItem());
}

QString SourceList::chosen() const {
  return currentItem() ? currentItem()->data(DatasetRole).toString() : QString();
}

bool SourceList::isMissing(const QString& dataset) const {
  const QListWidgetItem* item = itemOf(dataset);
  return item && item->data(MissingRole).toBool();
}

void SourceList::setState(const QString& dataset, const QString& state) {
  if (QListWidgetItem* item = itemOf(dataset))
    item->setText(item->data(TitleRole).toString() + '\n' +
                  (state.isEmpty() ? item->data(StateRole).toString() : state));
}

QListWidgetItem* SourceList::itemOf(const QString& dataset) const {
  if (dataset.isEmpty()) return nullptr;
  for (int i = 0; i < count(); ++i) {
    if (item(i)->data(DatasetRole).toString() == dataset) return item(i);
  }
  return nullptr;
}

}  // namespace nmf::ui
