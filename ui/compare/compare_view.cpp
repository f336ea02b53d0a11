#include "ui/compare/compare_view.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QShortcut>
#include <QTableView>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/data/value_scaling.h"
#include "ui/compare/comparison_model.h"
#include "ui/controls/option_box.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

constexpr double kSmallestTile = 22;
constexpr int kMostTableRows = 7;  // seen at once

QString megabytes(std::size_t bytes) {
  return shortNumber(static_cast<double>(bytes) / (1 << 20));
}

}  // namespace

CompareView::CompareView(QWidget* parent) : PictureView(parent) {
  setObjectName("compareView");
  setAccessibleName(tr("Compare"));
  canvas()->setObjectName("compareCanvas");
  canvas()->setAccessibleName(tr("Signatures of the compared runs"));
  buildControls();
  scrollBar_ = new QScrollBar(Qt::Vertical, canvas());
  scrollBar_->setObjectName("compareScroll");
  scrollBar_->setAccessibleName(tr("Scroll compared runs"));
  scrollBar_->hide();
  connect(scrollBar_, &QScrollBar::valueChanged, this, [this] { repaintPicture(); });
  canvas()->onResize = [this] { arrange(); };
  canvas()->onWheel = [this](int pixels) { scrollBar_->setValue(scrollBar_->value() + pixels); };
  canvas()->onKey = [this](QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0) return false;
    scrollBar_->setValue(scrollBar_->value() + step * scrollBar_->singleStep());
    return true;
  };
  canvas()->toolTipAt = [this](const QPointF& position) { return describe(position); };
  finishControls();
}

void CompareView::buildControls() {
  pinButton_ = makeButton(this, "comparePin", tr("Pin"),
                          tr("Keep the run as it is now, to compare others with it (Ctrl+D)"));
  openButton_ = makeButton(this, "compareOpen", tr("Open..."), tr("Open a result folder as a pinned run"));
  connect(pinButton_, &QToolButton::clicked, this, &CompareView::pinRequested);
  connect(openButton_, &QToolButton::clicked, this, &CompareView::openRequested);
  layerChooser_ = makeChooser(this, "compareLayer", tr("Layer"),
                              tr("Which layer's signatures are shown of deep models: H of the last, or "
                                 "W2 ... WL H of the first."));
  layerChooser_->addItem(tr("Last layer"), 0);
  layerChooser_->addItem(tr("First layer"), 1);
  orderChooser_ =
      makeChooser(this, "compareOrder", tr("Order"),
                  tr("As the rows of H lie, or by how much of the reconstruction is due to each."));
  orderChooser_->addItem(tr("As stored"), false);
  orderChooser_->addItem(tr("By energy"), true);
  for (QComboBox* box : {layerChooser_, orderChooser_})
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
      options_.layer = layerChooser_->currentData().toInt();
      options_.byEnergy = orderChooser_->currentData().toBool();
      sheets_.clear();
      invalidate();
      arrange();
    });
  QLayout* controls = wrappingControls();
  for (QWidget* control :
       std::initializer_list<QWidget*>{pinButton_, openButton_, layerChooser_, orderChooser_})
    controls->addWidget(control);
}

void CompareView::setPins(PinnedRuns* pins) {
  pins_ = pins;
  buildTable();
  connect(pins, &PinnedRuns::changed, this, &CompareView::pinsChanged);
  pinsChanged();
}

void CompareView::buildTable() {
  model_ = new ComparisonModel(pins_, this);
  bottom_ = new QWidget(this);
  auto* column = new QVBoxLayout(bottom_);
  column->setContentsMargins(8, 4, 8, 6);
  column->setSpacing(4);
  table_ = new QTableView(bottom_);
  table_->setObjectName("compareTable");
  table_->setAccessibleName(tr("Compared runs: what differs and where they stand"));
  table_->setModel(model_);
  table_->setIconSize(kLineIcon);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(table_, &QWidget::customContextMenuRequested, this, &CompareView::showTableMenu);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &CompareView::selectionChanged);
  connect(model_, &QAbstractItemModel::modelReset, this, &CompareView::selectionChanged);
  auto* remove = new QShortcut(QKeySequence::Delete, table_);
  remove->setContext(Qt::WidgetShortcut);
  connect(remove, &QShortcut::activated, this, &CompareView::unpinSelected);
  auto* row = new QHBoxLayout;
  unpinButton_ = makeButton(bottom_, "compareUnpin", tr("Unpin"), tr("Let go of the selected runs (Del)"));
  csvButton_ =
      makeButton(bottom_, "compareCopyCsv", tr("Copy as CSV"), tr("Copy the whole table with exact numbers"));
  latexButton_ = makeButton(bottom_, "compareCopyLatex", tr("Copy as LaTeX"),
                            tr("Copy the table as a LaTeX tabular, numbers to four digits"));
  connect(unpinButton_, &QToolButton::clicked, this, &CompareView::unpinSelected);
  connect(csvButton_, &QToolButton::clicked, this, [this] { copyTable(false); });
  connect(latexButton_, &QToolButton::clicked, this, [this] { copyTable(true); });
  memory_ = new QLabel(bottom_);
  memory_->setObjectName("compareMemory");
  memory_->setProperty("role", "muted");
  memory_->setWordWrap(true);
  for (QToolButton* button : {unpinButton_, csvButton_, latexButton_}) row->addWidget(button);
  row->addStretch(1);
  column->addWidget(table_);
  column->addLayout(row);
  column->addWidget(memory_);
  static_cast<QBoxLayout*>(layout())->addWidget(bottom_);
}

QString CompareView::emptySentence() const {
  if (frame().snapshot || (pins_ && !pins_->empty())) return {};
  return tr(
      "Run, pin the run (Ctrl+D), change a setting and run again: both will stand here side by side, and "
      "in the charts one above the other.");
}

void CompareView::pinsChanged() {
  showMemory();
  bottom_->setVisible(!pins_->empty());
  fitTable();
  selectionChanged();
  invalidate();
  arrange();
}

void CompareView::setCurrent(const std::optional<ComparedRun>& run) {
  current_ = run;
  if (!model_ || !isVisible()) return;
  const int columns = model_->columnCount(), rows = model_->rowCount();
  model_->setCurrent(run);
  if (columns != model_->columnCount() || rows != model_->rowCount()) fitTable();
}

void CompareView::setEmphasisedRun(std::optional<std::uint64_t> run) {
  if (run == emphasised_) return;
  emphasised_ = run;
  model_->setEmphasisedRun(run);
  repaintPicture();
}

void CompareView::showEvent(QShowEvent* event) {
  if (model_) model_->setCurrent(current_);
  fitTable();
  PictureView::showEvent(event);
  arrange();
}

void CompareView::setEpoch(qint64 epoch) {
  if (epoch == epoch_) return;
  epoch_ = epoch;
  invalidate();
}

void CompareView::atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) {
  const qint64 shown = epoch_;
  setEpoch(snapshot->epoch);
  PictureView::atEpoch(snapshot, paint);
  setEpoch(shown);
}

qint64 CompareView::epoch() const {
  if (epoch_ >= 0) return epoch_;
  return std::numeric_limits<qint64>::max();
}

void CompareView::fitTable() {
  if (!table_) return;
  table_->resizeColumnsToContents();
  table_->resizeRowsToContents();
  int height = table_->horizontalHeader()->sizeHint().height() + 2 * table_->frameWidth() +
               table_->horizontalScrollBar()->sizeHint().height();
  for (int row = 0; row < std::min(kMostTableRows, model_->rowCount()); ++row)
    height += table_->rowHeight(row);
  table_->setFixedHeight(height);
}

void CompareView::showMemory() {
  QString text =
      tr("Pinned runs keep all their records (%1 MB) and %2 snapshots (%3 of at most %4 MB")
          .arg(megabytes(pins_->recordBytes()), grouped(static_cast<qint64>(pins_->snapshotCount())),
               megabytes(pins_->snapshotBytes()), megabytes(pins_->snapshotBudget()));
  if (pins_->thinned() > 0)
    text += tr("; %1 were dropped for it").arg(grouped(static_cast<qint64>(pins_->thinned())));
  memory_->setText(text + tr(")."));
}

void CompareView::copyTable(bool latex) {
  model_->setCurrent(current_);
  const std::string text = latex ? toLatex(model_->table()) : toCsv(model_->table());
  QGuiApplication::clipboard()->setText(QString::fromStdString(text));
  emit copied(latex ? tr("The table is on the clipboard as LaTeX.")
                    : tr("The table is on the clipboard as CSV."));
}

void CompareView::unpinSelected() {
  std::vector<std::uint64_t> ids;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    if (const auto id = model_->pinAt(index.row())) ids.push_back(*id);
  for (const std::uint64_t id : ids) pins_->unpin(id);
}

void CompareView::selectionChanged() {
  std::optional<std::uint64_t> first;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows())
    if (const auto id = model_->pinAt(index.row()); id && !first) first = id;
  unpinButton_->setEnabled(first.has_value());
  emit runSelected(first);
}

void CompareView::showTableMenu(const QPoint& position) {
  const QModelIndex index = table_->indexAt(position);
  auto* menu = new QMenu(this);
  menu->setObjectName("compareMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  if (const auto id = index.isValid() ? model_->pinAt(index.row()) : std::nullopt) {
    const PinnedRun* run = pins_->find(*id);
    connect(menu->addAction(tr("Rename")), &QAction::triggered, this,
            [this, row = index.row()] { table_->edit(model_->index(row, 0)); });
    connect(menu->addAction(run->shown ? tr("Hide") : tr("Show")), &QAction::triggered, this,
            [this, id, shown = run->shown] { pins_->setShown(*id, !shown); });
    QAction* baseline = menu->addAction(tr("Baseline"));
    baseline->setCheckable(true);
    baseline->setChecked(run->baseline);
    connect(baseline, &QAction::triggered, this,
            [this, id](bool on) { pins_->setBaseline(on ? id : std::nullopt); });
    QAction* save = menu->addAction(tr("Save"));
    save->setObjectName("compareSave");
    // Queued: the menu goes before figures are painted, which takes a moment.
    connect(
        save, &QAction::triggered, this, [this, id] { emit saveRequested(*id); }, Qt::QueuedConnection);
    connect(menu->addAction(tr("Unpin")), &QAction::triggered, this, [this, id] { pins_->unpin(*id); });
    menu->addSeparator();
  }
  connect(menu->addAction(tr("Unpin all")), &QAction::triggered, pins_, &PinnedRuns::unpinAll);
  menu->popup(table_->viewport()->mapToGlobal(position));
}

QString CompareView::epochText(const Snapshot* snapshot, qint64 last) const {
  if (!snapshot) return {};
  const QString shown = tr("epoch %1").arg(grouped(snapshot->epoch));
  const qint64 wanted = epoch();
  if (snapshot->epoch == wanted) return shown;
  if (wanted > last)
    return snapshot->epoch == last ? tr("%1, its last").arg(shown) : tr("%1, its last snapshot").arg(shown);
  return tr("%1, kept nearest to %2").arg(shown, grouped(wanted));
}

void CompareView::prepare() {
  std::vector<CompareSheet> before = std::move(sheets_);
  sheets_.clear();
  const auto take = [&](CompareSheet sheet, const ImageShape& shape) {
    const auto old = std::find_if(before.begin(), before.end(), [&](const CompareSheet& each) {
      return each.run == sheet.run && each.snapshot == sheet.snapshot && each.signatures.shape() == shape;
    });
    if (old != before.end()) {  // what was rendered of it serves again
      sheet.tiles = std::move(old->tiles);
      sheet.signatures = std::move(old->signatures);
    } else if (sheet.snapshot) {
      sheet.signatures = SignatureSheet(sheet.snapshot, shape, options_);
    }
    sheets_.push_back(std::move(sheet));
  };
  if (frame().snapshot && current_) {
    const Snapshot& snapshot = *frame().snapshot;
    CompareSheet sheet;
    sheet.name = QString::fromStdString(current_->name);
    sheet.snapshot = frame().snapshot;
    sheet.epoch = frame().live
                      ? tr("epoch %1").arg(grouped(snapshot.epoch))
                      : epochText(&snapshot, current_->last ? current_->last->epoch : snapshot.epoch);
    take(std::move(sheet), imageShape(frame()));
  }
  for (const PinnedRun& run : pins_->runs()) {
    if (!run.shown) continue;
    CompareSheet sheet;
    sheet.run = run.id;
    sheet.name = run.name;
    sheet.colour = run.line();
    sheet.snapshot = run.snapshotNear(epoch());
    sheet.epoch = epochText(sheet.snapshot.get(), run.history->empty() ? 0 : run.history->epoch().back());
    take(std::move(sheet), run.shape);
  }
  arrange();
}

void CompareView::arrange() {
  QSizeF area = canvas()->size();
  const double scale = canvas()->devicePixelRatioF();
  layout_ = CompareLayout(sheets_, area, theme(), kSmallestTile, scale);
  const bool scroll = layout_.height() > area.height() + 1;
  if (scroll) {
    const int width = scrollBar_->sizeHint().width();
    area.rwidth() -= width;
    layout_ = CompareLayout(sheets_, area, theme(), kSmallestTile, scale);
    scrollBar_->setGeometry(canvas()->width() - width, 0, width, canvas()->height());
    scrollBar_->setRange(0, static_cast<int>(std::ceil(layout_.height() - area.height())));
    scrollBar_->setPageStep(canvas()->height());
    scrollBar_->setSingleStep(24);
  } else {
    scrollBar_->setRange(0, 0);
  }
  scrollBar_->setVisible(scroll);
}

void CompareView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  painter.save();
  painter.setClipRect(area);
  if (onScreen) {
    painter.translate(0, -scrollBar_->value());
    paintSheets(painter, sheets_, layout_, theme, emphasised_);
  } else {
    painter.translate(area.topLeft());
    const double smallest = figureTileFor(area.width(), theme);
    paintSheets(painter, sheets_, CompareLayout(sheets_, area.size(), theme, smallest, deviceScale(painter)),
                theme);
  }
  painter.restore();
}

double CompareView::figureTileFor(double width, const Theme& theme) const {
  return figureTile(
      [&](double side) { return CompareLayout(sheets_, QSizeF(width, 0), theme, side, 1).height(); });
}

double CompareView::leastHeight(double width, const Theme& theme) const {
  return CompareLayout(sheets_, QSizeF(width, 0), theme, figureTileFor(width, theme), 1).height();
}

QString CompareView::figureHeading() const {
  return epoch_ < 0 ? figureTitle() : tr("%1 at epoch %2").arg(figureTitle(), grouped(epoch_));
}

QSizeF CompareView::figureSize() const {
  int count = 1;
  for (const CompareSheet& sheet : sheets_) count = std::max(count, sheet.signatures.count());
  const int columns = std::min(count, 12), rows = (count + columns - 1) / columns;
  const double runs = std::max<double>(1, static_cast<double>(sheets_.size()));
  return {std::max(320.0, columns * 52.0), 30 + runs * (rows * 52.0 + 30)};
}

QString CompareView::describe(const QPointF& position) const {
  const auto [s, i] = layout_.at(sheets_, position + QPointF(0, scrollBar_->value()));
  if (s < 0) return {};
  const CompareSheet& sheet = sheets_[static_cast<std::size_t>(s)];
  const int row = sheet.signatures.rowAt(i);
  return tr("%1\nSignature %2 of %3\nnorm %4\n%5 of the energy")
      .arg(sheet.name)
      .arg(row + 1)
      .arg(sheet.signatures.count())
      .arg(shortNumber(sheet.signatures.norm(row)), percent(sheet.signatures.energyShare(row)));
}

void CompareView::setTheme(const Theme& theme) {
  PictureView::setTheme(theme);
  if (model_) model_->setTheme(theme);
  fitTable();
  arrange();
}

}  // namespace nmf::ui
