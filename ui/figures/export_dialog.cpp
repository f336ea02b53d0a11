#include "ui/figures/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "ui/controls/fitting_area.h"
#include "ui/figures/data_file.h"
#include "ui/figures/numbers_form.h"
#include "ui/session/sentence.h"

namespace nmf::ui {
namespace {

constexpr QSize kPreview(360, 250);
constexpr QSize kBeside(30, 210);  // of the choices: all below them, margins and frame
const QString kDefaultPattern = QStringLiteral("{run}_{figure}");

/// A name without what file systems refuse.
QString fileSafe(QString name) {
  static const QRegularExpression refused(QStringLiteral("[\\\\/:*?\"<>|\\s]+"));
  return name.replace(refused, QStringLiteral("_"));
}

/// The entry of `box` whose value is nearest.
void chooseNearest(QComboBox* box, double value) {
  const auto distance = [&](int entry) { return std::abs(box->itemData(entry).toDouble() - value); };
  int nearest = 0;
  for (int entry = 1; entry < box->count(); ++entry)
    if (distance(entry) < distance(nearest)) nearest = entry;
  box->setCurrentIndex(nearest);
}

template <class Control>
Control* named(Control* control, const char* name, const QString& accessible) {
  control->setObjectName(QLatin1String(name));
  control->setAccessibleName(accessible);
  return control;
}

}  // namespace

ExportDialog::ExportDialog(const QList<Figure*>& figures, const QList<Figure*>& checked,
                           const Caption& caption, const QString& runName, const Theme& screenTheme,
                           QWidget* parent, std::vector<SnapshotPtr> snapshots)
    : QDialog(parent),
      figures_(figures),
      caption_(caption),
      runName_(runName),
      screenTheme_(screenTheme),
      snapshots_(std::move(snapshots)) {
  setObjectName(QStringLiteral("exportDialog"));
  setWindowTitle(QStringLiteral("Export figures"));
  auto* rows = new QVBoxLayout(this);
  rows->setSpacing(12);
  choices_ = new QWidget(this);
  auto* columns = new QHBoxLayout(choices_);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->setSpacing(18);
  rows->addWidget(new FittingArea(choices_, kBeside), 1);

  auto* left = new QVBoxLayout;
  columns->addLayout(left);
  buildList(checked);
  left->addWidget(list_, 1);
  auto* pick = new QHBoxLayout;
  left->addLayout(pick);
  for (const bool all : {true, false}) {
    auto* button = named(new QToolButton(this), all ? "checkAll" : "checkNone",
                         all ? QStringLiteral("Choose all figures") : QStringLiteral("Choose no figure"));
    button->setText(all ? QStringLiteral("All") : QStringLiteral("None"));
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this, [this, all] {
      for (int i = 0; i < list_->count(); ++i)
        list_->item(i)->setCheckState(all ? Qt::Checked : Qt::Unchecked);
    });
    pick->addWidget(button);
  }
  pick->addStretch();

  auto* right = new QVBoxLayout;
  columns->addLayout(right, 1);
  preview_ = named(new QLabel(this), "preview", QStringLiteral("Preview of the figure"));
  preview_->setFixedSize(kPreview);
  preview_->setAlignment(Qt::AlignCenter);
  preview_->setFrameShape(QFrame::StyledPanel);
  right->addWidget(preview_, 0, Qt::AlignHCenter);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  right->addLayout(form);
  buildForm(form);
  right->addStretch();

  plan_ = named(new QLabel(this), "plan", QStringLiteral("Files that will be written"));
  plan_->setTextFormat(Qt::PlainText);
  plan_->setWordWrap(true);
  rows->addWidget(plan_);
  message_ = named(new QLabel(this), "message", QStringLiteral("Problem"));
  message_->setWordWrap(true);
  message_->hide();
  rows->addWidget(message_);
  progress_ = named(new QProgressBar(this), "progress", QStringLiteral("Progress of the export"));
  progress_->hide();
  rows->addWidget(progress_);
  auto* buttons = new QDialogButtonBox(this);
  export_ = named(buttons->addButton(QStringLiteral("Export"), QDialogButtonBox::AcceptRole), "export",
                  QStringLiteral("Export"));
  export_->setDefault(true);
  copy_ = named(buttons->addButton(QStringLiteral("Copy as PNG"), QDialogButtonBox::ActionRole), "copy",
                QStringLiteral("Copy the figure shown as PNG"));
  // Last, or Tab would go from Copy back to Export.
  named(buttons->addButton(QDialogButtonBox::Cancel), "cancel", QStringLiteral("Cancel"));
  connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(copy_, &QPushButton::clicked, this, &ExportDialog::copyCurrent);
  rows->addWidget(buttons);

  restore();
  connect(list_, &QListWidget::itemChanged, this, &ExportDialog::showPlan);
  connect(list_, &QListWidget::currentRowChanged, this, &ExportDialog::showPreview);
  for (QCheckBox* box : {png_, svg_, pdf_}) connect(box, &QCheckBox::toggled, this, &ExportDialog::showPlan);
  connect(withCaption_, &QCheckBox::toggled, this, &ExportDialog::showPreview);
  for (QComboBox* box : {width_, look_})
    connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::showPreview);
  for (QLineEdit* edit : {folder_, pattern_})
    connect(edit, &QLineEdit::textChanged, this, &ExportDialog::showPlan);
  connect(numbers_, &NumbersForm::changed, this, &ExportDialog::showPlan);
  connect(&stepTimer_, &QTimer::timeout, this, &ExportDialog::step);
  showPlan();
  showPreview();
  ensurePolished();
  resizeOnScreen(this, sizeHint());
}

ExportDialog::~ExportDialog() {
  setStill(false);
}

void ExportDialog::buildList(const QList<Figure*>& checked) {
  list_ = named(new QListWidget(this), "figures", QStringLiteral("Figures"));
  for (Figure* figure : figures_) {
    auto* item = new QListWidgetItem(figure->figureTitle(), list_);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(checked.isEmpty() || checked.contains(figure) ? Qt::Checked : Qt::Unchecked);
  }
  const qsizetype current = checked.isEmpty() ? 0 : figures_.indexOf(checked.first());
  list_->setCurrentRow(static_cast<int>(std::max<qsizetype>(current, 0)));
  list_->setSpacing(2);
  list_->setMinimumWidth(190);
}

void ExportDialog::buildForm(QFormLayout* form) {
  auto* kinds = new QHBoxLayout;
  png_ = named(new QCheckBox(QStringLiteral("PNG"), this), "png", QStringLiteral("PNG"));
  svg_ = named(new QCheckBox(QStringLiteral("SVG"), this), "svg", QStringLiteral("SVG"));
  pdf_ = named(new QCheckBox(QStringLiteral("PDF"), this), "pdf", QStringLiteral("PDF"));
  for (QCheckBox* box : {png_, svg_, pdf_}) kinds->addWidget(box);
  scale_ = named(new QComboBox(this), "scale", QStringLiteral("PNG scale"));
  for (int scale = 1; scale <= 4; ++scale)
    scale_->addItem(QStringLiteral("%1× (%2 dpi)").arg(scale).arg(72 * scale), static_cast<double>(scale));
  // As journals ask for.
  for (const int dpi : {300, 600}) scale_->addItem(QStringLiteral("%1 dpi").arg(dpi), dpi / 72.0);
  scale_->setToolTip(QStringLiteral("Pixels of a PNG for each point of the page"));
  connect(png_, &QCheckBox::toggled, scale_, &QWidget::setEnabled);
  kinds->addWidget(scale_);
  kinds->addStretch();
  form->addRow(QStringLiteral("Formats"), kinds);
  width_ = named(new QComboBox(this), "width", QStringLiteral("Width of a figure"));
  width_->addItem(QStringLiteral("A paper's column, 84 mm"), kColumnWidth);
  width_->addItem(QStringLiteral("A paper's page, 174 mm"), kPageWidth);
  width_->addItem(QStringLiteral("Each figure's own, as for slides"), 0.0);
  width_->setToolTip(QStringLiteral("Type keeps its size: place the figure in the paper without scaling it"));
  form->addRow(QStringLiteral("Width"), width_);
  numbers_ = new NumbersForm(form, static_cast<int>(snapshots_.size()), this);

  look_ = named(new QComboBox(this), "look", QStringLiteral("Colours"));
  look_->addItem(QStringLiteral("Paper: white, thin lines"));
  look_->addItem(QStringLiteral("As on the screen"));
  form->addRow(QStringLiteral("Colours"), look_);

  withCaption_ = named(new QCheckBox(QStringLiteral("Print the settings below each figure"), this), "caption",
                       QStringLiteral("Print the settings below each figure"));
  withCaption_->setEnabled(!caption_.isEmpty());
  form->addRow(QString(), withCaption_);

  folder_ = named(new QLineEdit(this), "folder", QStringLiteral("Folder"));
  auto* browse =
      named(new QPushButton(QStringLiteral("Browse…"), this), "browse", QStringLiteral("Choose the folder"));
  browse->setAutoDefault(false);
  connect(browse, &QPushButton::clicked, this, &ExportDialog::chooseFolder);
  auto* place = new QHBoxLayout;
  place->addWidget(folder_, 1);
  place->addWidget(browse);
  form->addRow(QStringLiteral("Folder"), place);

  pattern_ = named(new QLineEdit(this), "pattern", QStringLiteral("File names"));
  pattern_->setToolTip(QStringLiteral("{run} stands for the run's name, {figure} for the figure's"));
  form->addRow(QStringLiteral("File names"), pattern_);
}

void ExportDialog::restore() {
  QSettings settings;
  settings.beginGroup(QStringLiteral("export"));
  png_->setChecked(settings.value(QStringLiteral("png"), true).toBool());
  svg_->setChecked(settings.value(QStringLiteral("svg"), false).toBool());
  pdf_->setChecked(settings.value(QStringLiteral("pdf"), false).toBool());
  chooseNearest(scale_, settings.value(QStringLiteral("scale"), 4).toDouble());
  scale_->setEnabled(png_->isChecked());
  const double width = settings.value(QStringLiteral("width"), kColumnWidth).toDouble();
  width_->setCurrentIndex(std::max(0, width_->findData(width)));
  look_->setCurrentIndex(settings.value(QStringLiteral("paper"), true).toBool() ? 0 : 1);
  withCaption_->setChecked(!caption_.isEmpty() && settings.value(QStringLiteral("caption"), true).toBool());
  const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  numbers_->restore(settings);
  folder_->setText(
      settings.value(QStringLiteral("folder"), pictures.isEmpty() ? QDir::homePath() : pictures).toString());
  pattern_->setText(settings.value(QStringLiteral("pattern"), kDefaultPattern).toString());
}

void ExportDialog::remember() const {
  QSettings settings;
  settings.beginGroup(QStringLiteral("export"));
  settings.setValue(QStringLiteral("png"), png_->isChecked());
  settings.setValue(QStringLiteral("svg"), svg_->isChecked());
  settings.setValue(QStringLiteral("pdf"), pdf_->isChecked());
  settings.setValue(QStringLiteral("scale"), scale_->currentData());
  settings.setValue(QStringLiteral("width"), width_->currentData());
  settings.setValue(QStringLiteral("paper"), look_->currentIndex() == 0);
  if (withCaption_->isEnabled()) settings.setValue(QStringLiteral("caption"), withCaption_->isChecked());
  numbers_->remember(settings);
  settings.setValue(QStringLiteral("folder"), folder_->text());
  settings.setValue(QStringLiteral("pattern"), pattern_->text());
}

std::vector<FigureFormat> ExportDialog::formats() const {
  std::vector<FigureFormat> list;
  if (png_->isChecked()) list.push_back(FigureFormat::Png);
  if (svg_->isChecked()) list.push_back(FigureFormat::Svg);
  if (pdf_->isChecked()) list.push_back(FigureFormat::Pdf);
  return list;
}

std::vector<ExportDialog::Target> ExportDialog::targets() const {
  std::vector<Target> list;
  const QDir folder(folder_->text().trimmed());
  for (int i = 0; i < list_->count(); ++i) {
    if (list_->item(i)->checkState() != Qt::Checked) continue;
    Figure* figure = figures_[i];
    QString name = pattern_->text().trimmed();
    name.replace(QStringLiteral("{run}"), runName_).replace(QStringLiteral("{figure}"), figure->figureName());
    const auto add = [&](Kind kind, FigureFormat format, const QString& ending) {
      list.push_back({figure, kind, format,
                      QDir::cleanPath(folder.absoluteFilePath(fileSafe(name) + QLatin1Char('.') + ending))});
    };
    for (const FigureFormat format : formats()) add(Kind::Picture, format, extension(format));
    if (numbers_->csv() && figure->dataFormat() == FigureData::Csv)
      add(Kind::Numbers, {}, QStringLiteral("csv"));
    if (numbers_->npz() && figure->dataFormat() == FigureData::Npz)
      add(Kind::Numbers, {}, QStringLiteral("npz"));
    if (numbers_->gif() && figure->changesOverTime()) add(Kind::Animation, {}, QStringLiteral("gif"));
  }
  return list;
}

QStringList ExportDialog::plannedFiles() const {
  QStringList paths;
  for (const Target& target : targets()) paths << target.path;
  return paths;
}

ExportOptions ExportDialog::options() const {
  ExportOptions options;
  options.width = width_->currentData().toDouble();
  options.scale = scale_->currentData().toDouble();
  options.theme = look_->currentIndex() == 0 ? paperTheme() : screenTheme_;
  if (withCaption_->isChecked()) options.caption = caption_;
  return options;
}

void ExportDialog::showPreview() {
  const int row = list_->currentRow();
  copy_->setEnabled(row >= 0);
  if (row < 0) {
    preview_->clear();
    return;
  }
  ExportOptions preview = options();
  const double ratio = devicePixelRatioF();
  preview.scale = 2;  // then reduced, for type that reads well
  QImage image = renderFigure(*figures_[row], preview);
  const QSize room = QSizeF(QSizeF(kPreview) * ratio).toSize() - QSize(8, 8);
  image = image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  image.setDevicePixelRatio(ratio);
  preview_->setPixmap(QPixmap::fromImage(image));
}

void ExportDialog::showPlan() {
  message_->hide();
  const QStringList paths = plannedFiles();
  export_->setEnabled(!paths.isEmpty());
  if (paths.isEmpty()) {
    plan_->setText(QStringLiteral("Choose at least one figure and a format that it has."));
    return;
  }
  // A name that is longer would make the dialog wider than the screen.
  const QString first =
      plan_->fontMetrics().elidedText(QFileInfo(paths.first()).fileName(), Qt::ElideMiddle, kPreview.width());
  QString text = paths.size() == 1 ? first : QStringLiteral("%1 files: %2, …").arg(paths.size()).arg(first);
  const auto existing =
      std::count_if(paths.begin(), paths.end(), [](const QString& p) { return QFileInfo::exists(p); });
  if (existing == 1) text += QStringLiteral(" (one exists and will be replaced)");
  if (existing > 1) text += QStringLiteral(" (%1 exist and will be replaced)").arg(existing);
  plan_->setText(text);
}

void ExportDialog::showProblem(const QString& sentence) {
  message_->setText(QStringLiteral("<span style='color:%1'>%2</span>")
                        .arg(screenTheme_.error.name(), sentence.toHtmlEscaped()));
  message_->show();
}

void ExportDialog::chooseFolder() {
  const QString chosen =
      QFileDialog::getExistingDirectory(this, QStringLiteral("Export into"), folder_->text());
  if (!chosen.isEmpty()) folder_->setText(chosen);
}

void ExportDialog::copyCurrent() {
  if (list_->currentRow() >= 0) copyFigure(*figures_[list_->currentRow()], options());
}

void ExportDialog::accept() {
  if (stepTimer_.isActive()) return;
  written_.clear();
  const std::vector<Target> list = targets();
  if (list.empty()) return;
  QStringList paths = plannedFiles();
  paths.removeDuplicates();
  if (paths.size() < static_cast<qsizetype>(list.size()))
    return showProblem(
        QStringLiteral("The file names are the same for several figures: put {figure} into the pattern."));
  const QString folder = folder_->text().trimmed();
  if (folder.isEmpty()) return showProblem(QStringLiteral("Give the folder to write into."));
  if (!QDir().mkpath(folder)) return showProblem(QStringLiteral("The folder %1 cannot be made.").arg(folder));
  // What is of one moment first, then what goes through the timeline.
  toWrite_.assign(list.begin(), list.end());
  const auto firstAnimation = std::stable_partition(
      toWrite_.begin(), toWrite_.end(), [](const Target& target) { return target.kind != Kind::Animation; });
  animations_ = toWrite_.end() - firstAnimation;
  message_->hide();
  step();  // the first at once: most exports are of one file
}

void ExportDialog::write(const Target& target) {
  if (target.kind == Kind::Picture) {
    exportFigure(*target.figure, target.path.toStdString(), target.format, options());
  } else {
    DataExtent extent;
    extent.whole = numbers_->wholeRun();
    if (numbers_->everyEpoch()) extent.snapshots = snapshots_;
    writeDataFile(*target.figure, target.path, extent);
  }
}

/// The whole of a file, or a frame of an animation; whether the file is there whole.
bool ExportDialog::writeSome(const Target& target) {
  if (target.kind != Kind::Animation) {
    write(target);
  } else {
    if (!animation_) {
      Animation::Options look;
      look.look = options();
      look.look.scale = numbers_->gifScale();
      look.look.width = 0;  // for a screen, not for a page
      look.framesPerSecond = numbers_->framesPerSecond();
      animation_ = std::make_unique<Animation>(*target.figure, snapshots_, target.path, look);
    }
    if (animation_->step()) return false;
    animation_.reset();
  }
  written_ << target.path;
  return true;
}

/// One step of the export, after which the window can be moved, and Cancel pressed.
void ExportDialog::step() {
  setStill(toWrite_.front().kind != Kind::Animation);
  const QString trouble = sentenceOf([&] {
    if (writeSome(toWrite_.front())) toWrite_.pop_front();
  });
  if (trouble.isEmpty() && !toWrite_.empty()) return showProgress();
  stop();
  if (!trouble.isEmpty()) return showProblem(trouble);
  remember();
  QDialog::accept();
}

void ExportDialog::showProgress() {
  const auto files = written_.size() + static_cast<qsizetype>(toWrite_.size()) - animations_;
  const auto frames = static_cast<qsizetype>(snapshots_.size());
  if (toWrite_.front().kind == Kind::Animation) {
    const qsizetype whole = animations_ - static_cast<qsizetype>(toWrite_.size());
    progress_->setFormat(QStringLiteral("Frame %v of %m"));
    progress_->setRange(0, static_cast<int>(animations_ * frames));
    progress_->setValue(static_cast<int>(whole * frames) + (animation_ ? animation_->written() : 0));
  } else {
    progress_->setFormat(QStringLiteral("File %v of %m"));
    progress_->setRange(0, static_cast<int>(files));
    progress_->setValue(static_cast<int>(written_.size()));
  }
  if (stepTimer_.isActive()) return;
  choices_->setEnabled(false);
  export_->setEnabled(false);
  copy_->setEnabled(false);
  progress_->show();
  stepTimer_.start(0);
}

void ExportDialog::stop() {
  stepTimer_.stop();
  setStill(false);
  animation_.reset();  // what is not whole leaves no file
  toWrite_.clear();
  progress_->hide();
  choices_->setEnabled(true);
  export_->setEnabled(true);
  copy_->setEnabled(list_->currentRow() >= 0);
}

void ExportDialog::setStill(bool still) {
  if (std::exchange(still_, still) != still) emit stillnessWanted(still);
}

void ExportDialog::reject() {
  if (!stepTimer_.isActive()) return QDialog::reject();
  const auto all = written_.size() + static_cast<qsizetype>(toWrite_.size());
  stop();
  showProblem(written_.isEmpty() ? QStringLiteral("The export was given up; nothing of it was written.")
                                 : QStringLiteral("The export was given up; %1 of %2 files were written.")
                                       .arg(written_.size())
                                       .arg(all));
}

}  // namespace nmf::ui
