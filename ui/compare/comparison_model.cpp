#include "ui/compare/comparison_model.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>

#include "core/experiment/option.h"
#include "ui/compare/compare_sheets.h"

namespace nmf::ui {
namespace {

QIcon lineSample(const Theme& theme, int colour) {
  constexpr int kScale = 3;  // sharp on every screen
  QPixmap pixmap(kLineIcon * kScale);
  pixmap.setDevicePixelRatio(kScale);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(theme.line(colour), 2, Qt::SolidLine, Qt::FlatCap);
  if (const QVector<qreal> dash = theme.runDash(colour); !dash.isEmpty()) pen.setDashPattern(dash);
  paintLineSample(painter, QPointF(1, kLineIcon.height() / 2.0), kLineSample, pen);
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // a style would tint it away
  return icon;
}

QString inWords(const std::string& column) {
  return QString::fromStdString(column).replace(QLatin1Char('_'), QLatin1Char(' '));
}

}  // namespace

ComparisonModel::ComparisonModel(PinnedRuns* pins, QObject* parent)
    : QAbstractTableModel(parent), pins_(pins) {
  connect(pins, &PinnedRuns::changed, this, &ComparisonModel::refresh);
  refresh();
}

void ComparisonModel::setCurrent(const std::optional<ComparedRun>& run) {
  current_ = run;
  refresh();
}

void ComparisonModel::setTheme(const Theme& theme) {
  theme_ = theme;
  rowsLookOtherwise(Qt::DecorationRole);
}

void ComparisonModel::setEmphasisedRun(std::optional<std::uint64_t> run) {
  emphasised_ = run;
  rowsLookOtherwise(Qt::BackgroundRole);
}

void ComparisonModel::rowsLookOtherwise(int role) {
  if (!table_.rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {role});
}

void ComparisonModel::refresh() {
  std::vector<ComparedRun> runs = pins_->compared();
  std::vector<std::uint64_t> ids;
  for (const PinnedRun& run : pins_->runs()) ids.push_back(run.id);
  if (current_) {
    runs.insert(runs.begin(), *current_);
    ids.insert(ids.begin(), 0);
  }
  ResultTable table = compareRuns(runs);
  const std::size_t settings = differingSettings(runs).size();
  // Selection, focus and an edit under way stay where the runs and the columns do.
  if (ids == ids_ && table.columns == table_.columns) {
    table_ = std::move(table);
    settings_ = settings;
    if (!ids.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  table_ = std::move(table);
  ids_ = std::move(ids);
  settings_ = settings;
  endResetModel();
}

std::optional<std::uint64_t> ComparisonModel::pinAt(int row) const {
  const std::uint64_t id =
      row >= 0 && row < static_cast<int>(ids_.size()) ? ids_[static_cast<std::size_t>(row)] : 0;
  return id == 0 ? std::nullopt : std::optional(id);
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.rows.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.columns.size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  const auto id = pinAt(index.row());
  const PinnedRun* pin = id ? pins_->find(*id) : nullptr;
  const bool isName = index.column() == 0;
  const std::string& field =
      table_.rows[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      if (isName && pin && pin->baseline) return tr("%1 (baseline)").arg(QString::fromStdString(field));
      return QString::fromStdString(isName ? field : readableField(field));
    case Qt::EditRole:
    case Qt::ToolTipRole:
      return QString::fromStdString(field);
    case Qt::CheckStateRole:
      if (isName && pin) return pin->shown ? Qt::Checked : Qt::Unchecked;
      return {};
    case Qt::DecorationRole:
      if (isName) return lineSample(theme_, pin ? pin->line() : 0);
      return {};
    case Qt::BackgroundRole:
      if (ids_[static_cast<std::size_t>(index.row())] == emphasised_) return emphasisFill(theme_);
      return {};
    case Qt::ForegroundRole:
      if (pin && !pin->shown) return theme_.mutedText;
      return {};
    case Qt::TextAlignmentRole:
      if (!isName && static_cast<std::size_t>(index.column()) > settings_)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
      return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    default:
      return {};
  }
}

bool ComparisonModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const auto id = pinAt(index.row());
  if (!id || index.column() != 0) return false;
  if (role == Qt::CheckStateRole) {
    pins_->setShown(*id, value.toInt() == Qt::Checked);
    return true;
  }
  if (role != Qt::EditRole || value.toString().simplified().isEmpty()) return false;
  pins_->rename(*id, value.toString());
  return true;
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const std::string& column = table_.columns[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return inWords(column);
  if (role == Qt::ToolTipRole && section > 0 && static_cast<std::size_t>(section) <= settings_) {
    const Option* option = findOption(column);
    return option ? QString::fromStdString(option->help) : QVariant();
  }
  return {};
}

Qt::ItemFlags ComparisonModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (index.column() == 0 && pinAt(index.row())) flags |= Qt::ItemIsEditable | Qt::ItemIsUserCheckable;
  return flags;
}

}  // namespace nmf::ui
