#include "ui/window/start_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/session/run_session.h"
#include "ui/window/experiment_text.h"

namespace nmf::ui {

StartCard::StartCard(QWidget* area)
    : QFrame(area),
      title_(new QLabel),
      text_(new QLabel),
      hint_(new QLabel),
      progress_(new QProgressBar),
      run_(new QPushButton(tr("Run"))),
      lesson_(new QPushButton(tr("First lesson"))),
      data_(new QPushButton(tr("Choose data..."))),
      help_(new QPushButton(tr("How to read the curves"))) {
  setObjectName("startCard");
  setAccessibleName(tr("Start"));
  title_->setProperty("role", "title");
  title_->setObjectName("startTitle");
  text_->setObjectName("startText");
  hint_->setProperty("role", "muted");
  run_->setObjectName("startRun");
  run_->setProperty("role", "primary");
  run_->setToolTip(tr("Run (Ctrl+R)"));
  lesson_->setObjectName("startLesson");
  lesson_->setToolTip(tr("Run the first lesson; its text says what to look for, Next goes on"));
  data_->setObjectName("startData");
  data_->setToolTip(tr("Built in, known, or your own images (Ctrl+Shift+O)"));
  help_->setObjectName("startHelp");
  help_->setFlat(true);
  progress_->setObjectName("loadingProgress");
  progress_->setRange(0, 100);
  for (QLabel* label : {title_, text_, hint_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);  // names of data are in it
  }
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(run_);
  buttons->addWidget(lesson_);
  buttons->addWidget(data_);
  buttons->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(24, 20, 24, 20);
  column->setSpacing(12);
  column->addWidget(title_);
  column->addWidget(text_);
  column->addWidget(progress_);
  column->addWidget(hint_);
  column->addLayout(buttons);
  column->addWidget(help_, 0, Qt::AlignLeft);
  area->installEventFilter(this);
  installEventFilter(this);
  connect(run_, &QPushButton::clicked, this, &StartCard::runRequested);
  connect(lesson_, &QPushButton::clicked, this, &StartCard::lessonRequested);
  connect(data_, &QPushButton::clicked, this, &StartCard::dataRequested);
  connect(help_, &QPushButton::clicked, this, &StartCard::curvesHelpRequested);
  hide();
}

void StartCard::show(const RunSession& session, const std::optional<Experiment>& experiment) {
  const RunState state = session.state();
  const bool loading = state == RunState::Loading;
  const bool wanted =
      session.history()->empty() && (loading || state == RunState::Idle || state == RunState::Failed);
  setVisible(wanted);
  if (!wanted) return;
  progress_->setVisible(loading);
  // A share that is not known yet is shown as such.
  progress_->setRange(0, session.loadingShare() > 0 && session.loadingShare() < 1 ? 100 : 0);
  progress_->setValue(qRound(100 * session.loadingShare()));
  run_->setEnabled(session.allows(RunAction::Run) && experiment.has_value());
  lesson_->setEnabled(session.allows(RunAction::Run));
  hint_->setText(state == RunState::Failed ? tr("Choose other data, or correct what is marked in the panel.")
                                           : tr("Watch the error fall while the effective rank waits on a "
                                                "plateau, then climbs: at every climb "
                                                "a blurred signature turns sharper."));
  if (loading) {
    title_->setText(tr("Loading the data"));
  } else if (state == RunState::Failed) {
    title_->setText(tr("This cannot run yet"));
  } else {
    title_->setText(session.data() ? tr("Ready to train") : tr("No data loaded"));
  }
  QStringList sentences;
  if (session.data()) sentences << dataInWords(*session.data()) + '.';
  if (experiment) sentences << tr("Model: %1.").arg(inWords(*experiment));
  text_->setText(sentences.join('\n'));
  place();
}

bool StartCard::eventFilter(QObject* object, QEvent* event) {
  const bool moves = object == parentWidget() && event->type() == QEvent::Resize;
  const bool grows = object == this && event->type() == QEvent::LayoutRequest;  // larger letters
  if ((moves || grows) && isVisible()) place();
  return QFrame::eventFilter(object, event);
}

void StartCard::place() {
  const QSize room = parentWidget()->size();
  const int wanted =
      std::max(30 * fontMetrics().averageCharWidth() + 200, layout()->totalMinimumSize().width());
  const int width = std::min(room.width() - 24, wanted);
  const int height = heightForWidth(width) > 0 ? heightForWidth(width) : sizeHint().height();
  setGeometry((room.width() - width) / 2, std::max(8, (room.height() - height) / 2), width, height);
  raise();
}

}  // namespace nmf::ui
