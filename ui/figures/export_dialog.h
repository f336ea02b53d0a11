#pragma once

#include <QDialog>
#include <QList>
#include <QStringList>
#include <QTimer>
#include <deque>
#include <memory>
#include <vector>

#include "ui/figures/animation.h"
#include "ui/figures/export_figure.h"
#include "ui/figures/figure.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace nmf::ui {

class NumbersForm;

/// One dialog for everything that can be exported: which figures, as pictures, numbers or an animation over
/// the timeline, how large, where, under which names, and whether the experiment's settings are printed
/// below. Folder, pattern and choices are remembered.
class ExportDialog : public QDialog {
  Q_OBJECT
 public:
  /// `figures` in the order shown; those of `checked` (all when empty) are ticked. `caption` is the
  /// configuration in words; `runName` fills {run} in the name pattern. `screenTheme` is offered beside the
  /// theme of paper. `snapshots`: the timeline, by epoch.
  ExportDialog(const QList<Figure*>& figures, const QList<Figure*>& checked, const Caption& caption,
               const QString& runName, const Theme& screenTheme, QWidget* parent = nullptr,
               std::vector<SnapshotPtr> snapshots = {});
  ~ExportDialog() override;

  /// The files that the choices made so far stand for, as absolute paths.
  QStringList plannedFiles() const;
  /// The files written by the last export.
  QStringList written() const { return written_; }

 signals:
  /// Until told otherwise the figures are to stay as they are, so that the files are of one moment.
  void stillnessWanted(bool still);

 public slots:
  /// Writes the files, one after the other with the window's own business in between. When one cannot be
  /// written, nothing more is and the reason is shown in the dialog.
  void accept() override;
  /// Gives up what is being written: whole files stay, nothing of a begun one does. Otherwise closes the
  /// dialog.
  void reject() override;

 private:
  enum class Kind { Picture, Numbers, Animation };
  struct Target {
    Figure* figure;
    Kind kind;
    FigureFormat format;  // of a picture
    QString path;
  };

  void buildList(const QList<Figure*>& checked);
  void buildForm(QFormLayout* form);
  void restore();
  void remember() const;
  std::vector<Target> targets() const;
  std::vector<FigureFormat> formats() const;
  ExportOptions options() const;
  void showPreview();
  void showPlan();
  void showProblem(const QString& sentence);
  void chooseFolder();
  void copyCurrent();
  void write(const Target& target);
  bool writeSome(const Target& target);
  void step();
  void showProgress();
  void stop();
  void setStill(bool still);

  QList<Figure*> figures_;
  Caption caption_;
  QString runName_;
  Theme screenTheme_;
  std::vector<SnapshotPtr> snapshots_;
  QStringList written_;
  std::deque<Target> toWrite_;  // animations last
  qsizetype animations_ = 0;    // of this export
  std::unique_ptr<Animation> animation_;
  QTimer stepTimer_;
  bool still_ = false;
  NumbersForm* numbers_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QWidget* choices_ = nullptr;
  QListWidget* list_ = nullptr;
  QCheckBox *png_ = nullptr, *svg_ = nullptr, *pdf_ = nullptr, *withCaption_ = nullptr;
  QComboBox *width_ = nullptr, *scale_ = nullptr, *look_ = nullptr;
  QLineEdit *folder_ = nullptr, *pattern_ = nullptr;
  QLabel *preview_ = nullptr, *plan_ = nullptr, *message_ = nullptr;
  QPushButton *export_ = nullptr, *copy_ = nullptr;
};

}  // namespace nmf::ui
