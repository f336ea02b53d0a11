#include "ui/dataset/dataset_dialog.h"

#include <unistd.h>

#include <QClipboard>
#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <utility>

#include "core/experiment/command_text.h"
#include "ui/controls/fitting_area.h"
#include "ui/dataset/data_preview.h"
#include "ui/dataset/dropped_path.h"
#include "ui/dataset/picture_tiles.h"
#include "ui/dataset/selection_form.h"
#include "ui/dataset/source_list.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {

namespace {

constexpr int kTypingMs = 200;  // the data is looked at once typing rests
constexpr int kSourcesWidth = 232;
constexpr int kFormWidth = 316;
constexpr QSize kBeside(30, 150);  // of the columns: the footer, margins and frame

/// The machine's memory in bytes; 0 where it cannot be told.
double machineMemory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

}  // namespace

DatasetDialog::DatasetDialog(QWidget* parent)
    : QDialog(parent),
      preview_(new DataPreview(this)),
      sources_(new SourceList),
      pictures_(new PictureTiles),
      form_(new SelectionForm),
      download_(new DownloadPane),
      pages_(new QStackedWidget),
      facts_(new QLabel),
      notes_(new QLabel),
      problem_(new QLabel),
      noteList_(new QPlainTextEdit),
      progress_(new QProgressBar),
      command_(new QLineEdit),
      copy_(new QPushButton(tr("&Copy"))),
      use_(new QPushButton(tr("&Use"))),
      useAndRun_(new QPushButton(tr("Use and &run"))) {
  setObjectName("datasetDialog");
  setWindowTitle(tr("Choose data"));
  setAccessibleName(tr("Choose data"));
  setAcceptDrops(true);
  setSizeGripEnabled(true);
  build();
  connectParts();
}

DatasetDialog::~DatasetDialog() = default;

// ---- building

void DatasetDialog::build() {
  auto* choices = new QWidget;
  auto* columns = new QHBoxLayout(choices);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->setSpacing(14);
  columns->addWidget(buildSources());
  columns->addWidget(buildLook(), 1);
  columns->addWidget(buildSelection());
  auto* rows = new QVBoxLayout(this);
  rows->setSpacing(10);
  rows->addWidget(new FittingArea(choices, kBeside), 1);
  rows->addWidget(buildFooter());
  resizeOnScreen(this, {1120, 680});
}

QWidget* DatasetDialog::buildSources() {
  auto* side = new QWidget;
  side->setFixedWidth(kSourcesWidth);
  auto* file = new QPushButton(tr("&File..."));
  file->setObjectName("dataFile");
  file->setToolTip(tr("IDX (also .gz), .npy, .npz, .csv, or a zip or tgz of pictures"));
  auto* folder = new QPushButton(tr("F&older..."));
  folder->setObjectName("dataFolder");
  folder->setToolTip(tr("A folder of pictures; its sub-folders are the labels"));
  for (QPushButton* button : {file, folder}) button->setAutoDefault(false);
  connect(file, &QPushButton::clicked, this, [this] {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open data"), {},
        tr("Data (*.npy *.npz *.csv *.tsv *.zip *.tgz *.tar *.gz *.idx *ubyte);;All files (*)"));
    if (!path.isEmpty()) choosePath(path);
  });
  connect(folder, &QPushButton::clicked, this, [this] {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a folder of pictures"));
    if (!path.isEmpty()) choosePath(path);
  });
  auto* own = new QHBoxLayout;
  own->addWidget(file);
  own->addWidget(folder);
  auto* hint = new QLabel(tr("or drop a file, folder or archive here"));
  hint->setProperty("role", "muted");
  hint->setAlignment(Qt::AlignCenter);
  hint->setWordWrap(true);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(sources_, 1);
  column->addLayout(own);
  column->addWidget(hint);
  return side;
}

QWidget* DatasetDialog::buildLook() {
  facts_->setObjectName("dataFacts");
  facts_->setWordWrap(true);
  facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  facts_->setFocusPolicy(Qt::NoFocus);
  problem_->setObjectName("dataProblem");
  problem_->setProperty("role", "problem");
  problem_->setWordWrap(true);
  problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  problem_->setFocusPolicy(Qt::NoFocus);
  problem_->hide();
  progress_->setObjectName("dataProgress");
  progress_->setAccessibleName(tr("Progress of loading"));
  progress_->setRange(0, 100);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(4);
  QSizePolicy keepsRoom = progress_->sizePolicy();
  keepsRoom.setRetainSizeWhenHidden(true);
  progress_->setSizePolicy(keepsRoom);
  notes_->setObjectName("dataNotes");
  notes_->setWordWrap(true);
  notes_->setTextInteractionFlags(Qt::TextBrowserInteraction);
  noteList_->setObjectName("dataNoteList");
  noteList_->setAccessibleName(tr("Pictures that were skipped"));
  noteList_->setReadOnly(true);
  noteList_->setMaximumHeight(120);
  noteList_->hide();
  auto* look = new QWidget;
  auto* column = new QVBoxLayout(look);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addWidget(facts_);
  column->addWidget(problem_);
  column->addWidget(progress_);
  column->addWidget(pictures_, 1);
  column->addWidget(notes_);
  column->addWidget(noteList_);
  pages_->setObjectName("dataPages");
  pages_->addWidget(look);
  pages_->addWidget(download_);
  return pages_;
}

QWidget* DatasetDialog::buildSelection() {
  auto* scroll = new QScrollArea;
  scroll->setObjectName("dataSelectionScroll");
  scroll->setWidget(form_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setFixedWidth(kFormWidth);
  return scroll;
}

QWidget* DatasetDialog::buildFooter() {
  auto* footer = new QWidget;
  command_->setObjectName("dataCommand");
  command_->setReadOnly(true);
  command_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  command_->setAccessibleName(tr("The same on the command line"));
  command_->setToolTip(tr("The options of nmf-explorer run that load the same data"));
  auto* label = new QLabel(tr("Op&tions"));
  label->setBuddy(command_);
  copy_->setObjectName("dataCommandCopy");
  copy_->setToolTip(tr("Copies the options to the clipboard"));
  copy_->setAutoDefault(false);
  auto* command = new QHBoxLayout;
  command->addWidget(label);
  command->addWidget(command_, 1);
  command->addWidget(copy_);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->addButton(use_, QDialogButtonBox::AcceptRole);
  buttons->addButton(useAndRun_, QDialogButtonBox::AcceptRole);
  QPushButton* cancel = buttons->button(QDialogButtonBox::Cancel);
  cancel->setObjectName("dataCancel");
  cancel->setToolTip(tr("Leaves everything as it was"));
  cancel->setAutoDefault(false);
  use_->setObjectName("dataUse");
  use_->setToolTip(tr("Sets the experiment's data and shows it"));
  use_->setDefault(true);
  useAndRun_->setObjectName("dataUseAndRun");
  useAndRun_->setToolTip(tr("Sets the experiment's data and starts a run with it"));
  useAndRun_->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* column = new QVBoxLayout(footer);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(command);
  column->addWidget(buttons);
  return footer;
}

void DatasetDialog::connectParts() {
  typing_.setSingleShot(true);
  connect(&typing_, &QTimer::timeout, this, &DatasetDialog::look);
  connect(sources_, &SourceList::sourceChosen, this, [this](const QString& dataset) {
    if (dataset != dataset_) chooseSource(dataset);
  });
  connect(form_, &SelectionForm::edited, this, [this] {
    wanted_.reset();
    typing_.start(kTypingMs);
    follow();
  });
  connect(preview_, &DataPreview::changed, this, &DatasetDialog::follow);
  connect(notes_, &QLabel::linkActivated, this, [this] {
    noteList_->setVisible(noteList_->isHidden());
    showNotes();
  });
  connect(copy_, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(command_->text()); });
  connect(use_, &QPushButton::clicked, this, [this] { use(false); });
  connect(useAndRun_, &QPushButton::clicked, this, [this] { use(true); });
  connect(download_, &DownloadPane::progressed, sources_, &SourceList::setState);
  connect(download_, &DownloadPane::ended, this, &DatasetDialog::downloadEnded);
  connect(this, &QDialog::finished, this, [this] {
    typing_.stop();
    wanted_.reset();
    download_->cancel();
    preview_->clear();  // and with it the memory of what was looked at
    pictures_->setData(nullptr);
  });
}

// ---- choosing

void DatasetDialog::showFor(const DatasetRequest& request, std::uint64_t seed) {
  seed_ = seed;
  dataset_ = QString::fromStdString(request.dataset.empty() ? defaultDataset() : request.dataset);
  sources_->refresh();
  sources_->choose(dataset_);
  form_->setRequest(request);
  preview_->clear();
  show();
  raise();
  activateWindow();
  look();
  sources_->setFocus();
}

void DatasetDialog::choosePath(const QString& path) {
  sources_->choose(path);
  chooseSource(path);
}

void DatasetDialog::chooseSource(const QString& dataset) {
  dataset_ = dataset;
  wanted_.reset();
  noteList_->hide();
  // Rows, labels and the rest were chosen for other data.
  DatasetRequest request;
  request.dataset = dataset.toStdString();
  // A share can be kept back of any data; a test split need not be there.
  if (const auto before = form_->request()) request.heldOut.share = before->heldOut.share;
  form_->setRequest(request);
  preview_->clear();
  pictures_->setData(nullptr);
  look();
}

void DatasetDialog::downloadEnded(const QString& dataset, bool here) {
  sources_->setState(dataset, {});
  sources_->refresh();
  if (here && dataset == dataset_) chooseSource(dataset);
}

std::optional<DatasetRequest> DatasetDialog::draft() const {
  std::optional<DatasetRequest> request = form_->request();
  if (!request) return request;
  request->dataset = dataset_.toStdString();
  request->noiseSeed = noiseSeedOf(request->noise, seed_);
  return request;
}

bool DatasetDialog::previewIsCurrent() const {
  const std::optional<DatasetRequest> request = draft();
  return request && *request == preview_->request();
}

bool DatasetDialog::isLooking() const {
  return typing_.isActive() || preview_->isBusy();
}

void DatasetDialog::look() {
  typing_.stop();
  const bool missing = sources_->isMissing(dataset_);
  if (missing) download_->setDataset(dataset_);
  pages_->setCurrentIndex(missing ? 1 : 0);
  form_->setEnabled(!missing);
  const std::optional<DatasetRequest> request = draft();
  if (request && !missing && *request != preview_->request()) preview_->show(*request);
  follow();
}

// ---- showing

void DatasetDialog::follow() {
  form_->follow(*preview_, previewIsCurrent());
  if (preview_->pictures() && (previewIsCurrent() || !pictures_->data()))
    pictures_->setData(preview_->pictures());
  if (preview_->stage() == DataPreview::Stage::Failed && previewIsCurrent()) pictures_->setData(nullptr);
  showFacts();
  showNotes();
  showMessage();
  showCommand();
  tryToUse();
}

void DatasetDialog::showFacts() {
  const DatasetPtr pictures = preview_->pictures();
  progress_->setVisible(preview_->isBusy());
  progress_->setRange(0, preview_->share() > 0 ? 100 : 0);
  progress_->setValue(qRound(100 * preview_->share()));
  if (!pictures) {
    facts_->setText(QStringLiteral("<b>%1</b>").arg(dataset_.section('/', -1).toHtmlEscaped()));
    return;
  }
  const ImageShape& shape = pictures->shape;
  QStringList parts;
  const SourceFacts* facts = preview_->facts();
  const std::int64_t all = facts ? facts->count : preview_->selected();
  parts << (preview_->selected() == all
                ? tr("<b>%1</b> images").arg(grouped(all))
                : tr("<b>%1</b> of %2 images").arg(grouped(preview_->selected()), grouped(all)));
  parts << tr("%1 \u00d7 %2 pixels, %3")
               .arg(shape.height)
               .arg(shape.width)
               .arg(shape.channels == 3 ? tr("colour") : tr("gray"));
  const QString bytes = locale().formattedDataSize(preview_->bytes());
  parts << (preview_->request().noise.kind == NoiseKind::None
                ? tr("%1 of memory").arg(bytes)
                : tr("%1 of memory with the clean images").arg(bytes));
  constexpr double kMuch = 0.5;  // the pictures while they load and the factors want memory too
  const double memory = machineMemory();
  if (memory > 0 && static_cast<double>(preview_->bytes()) > kMuch * memory) {
    parts << tr("<b>more than half of the %1 here: take fewer rows or a smaller size</b>")
                 .arg(locale().formattedDataSize(static_cast<qint64>(memory)));
  }
  if (!pictures->scaling.empty()) parts << tr("values %1").arg(QString::fromStdString(pictures->scaling));
  facts_->setText(
      QStringLiteral("<b>%1</b><br>").arg(QString::fromStdString(pictures->name).toHtmlEscaped()) +
      parts.join(QStringLiteral(" &nbsp;\u00b7&nbsp; ")));
}

void DatasetDialog::showNotes() {
  const DatasetPtr shown = preview_->whole() ? preview_->whole() : preview_->pictures();
  QStringList notes, skipped;
  if (shown) {
    for (const std::string& note : shown->notes) notes << QString::fromStdString(note).toHtmlEscaped();
    for (const std::string& name : shown->skipped) skipped << QString::fromStdString(name);
  }
  if (shown && !preview_->whole() && !skipped.isEmpty()) notes = {tr("Looking for unreadable pictures")};
  if (!skipped.isEmpty())
    notes << QStringLiteral("<a href='#skipped'>%1</a>")
                 .arg(noteList_->isHidden() ? tr("Show which") : tr("Hide them"));
  notes_->setText(notes.join(' '));
  notes_->setVisible(!notes.isEmpty());
  if (skipped.isEmpty()) noteList_->hide();
  if (const QString list = skipped.join('\n'); list != noteList_->toPlainText())
    noteList_->setPlainText(list);
}

void DatasetDialog::showMessage() {
  const bool missing = pages_->currentIndex() == 1;
  const bool failed = !missing && previewIsCurrent() && preview_->stage() == DataPreview::Stage::Failed;
  const bool elsewhere = failed && !form_->showsProblem();
  QString sentence = elsewhere ? preview_->problem() : QString();
  if (sentence.startsWith("--dataset ")) sentence = sentence.mid(10);  // no option here, but what was chosen
  problem_->setText(sentence);
  problem_->setVisible(elsewhere);
  if (elsewhere) {
    pictures_->setMessage({});
  } else if (failed) {
    pictures_->setMessage(tr("Say what is asked at the right, and the pictures are shown."));
  } else {
    pictures_->setMessage(preview_->stage() == DataPreview::Stage::Nothing
                              ? tr("Choose a source at the left.")
                              : tr("Looking at the data"));
  }
  const bool usable = !missing && draft() && !failed && !dataset_.isEmpty();
  use_->setEnabled(usable && !wanted_);
  useAndRun_->setEnabled(usable && !wanted_);
}

void DatasetDialog::showCommand() {
  const std::optional<DatasetRequest> request = draft();
  const QString text = request ? QString::fromStdString(commandText(*request)) : QString();
  if (text != command_->text()) {
    command_->setText(text);
    command_->setCursorPosition(0);
  }
  copy_->setEnabled(!text.isEmpty());
}

// ---- using

void DatasetDialog::use(bool run) {
  if (!draft()) return form_->focusProblem();
  wanted_ = run;
  if (!previewIsCurrent()) return look();
  tryToUse();
  showMessage();
}

void DatasetDialog::tryToUse() {
  if (!wanted_ || !previewIsCurrent()) return;
  if (preview_->stage() == DataPreview::Stage::Failed) {
    wanted_.reset();
    showMessage();
    form_->focusProblem();
    return;
  }
  // A look first: what cannot be read is not used. Until then the pictures are those of the selection before.
  if (preview_->stage() != DataPreview::Stage::Loading && preview_->stage() != DataPreview::Stage::Ready)
    return;
  const bool run = *std::exchange(wanted_, {});
  const DatasetRequest request = *draft();
  const DatasetPtr whole = preview_->whole();
  accept();
  emit used(request, whole, run);
}

// ---- dropping

void DatasetDialog::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedPath(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DatasetDialog::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  choosePath(droppedPath(event->mimeData()));
}

}  // namespace nmf::ui
