#pragma once

#include <QDialog>
#include <QList>

#include "ui/figures/figure.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace nmf::ui {

/// One dialog for everything that can be exported: which figures, in which formats, how large, where, under
/// which names, and whether the experiment's settings are printed below. Folder, pattern and choices are
/// remembered.
class ExportDialog : public QDialog {
  Q_OBJECT
 public:
  /// `figures` in the order shown; those of `checked` (all when empty) are ticked. `caption` is the
  /// configuration in words; `runName` fills {run} in the name pattern. `screenTheme` is offered beside the
  /// theme of paper.
  ExportDialog(const QList<Figure*>& figures, const QList<Figure*>& checked, const QString& caption,
               const QString& runName, const Theme& screenTheme, QWidget* parent = nullptr);

  /// The files written by the last export.
  QStringList written() const { return written_; }

 public slots:
  /// Writes the files; on a failure nothing more is written and the reason is shown in the dialog.
  void accept() override;

 private:
  void updatePreview();
  QStringList plannedFiles() const;

  QList<Figure*> figures_;
  QString caption_, runName_;
  Theme screenTheme_;
  QStringList written_;
  QListWidget* list_ = nullptr;
  QCheckBox *png_ = nullptr, *svg_ = nullptr, *pdf_ = nullptr, *withCaption_ = nullptr;
  QComboBox *scale_ = nullptr, *look_ = nullptr;
  QLineEdit *folder_ = nullptr, *pattern_ = nullptr;
  QLabel *preview_ = nullptr, *message_ = nullptr;
  QDialogButtonBox* buttons_ = nullptr;
};

}  // namespace nmf::ui
