#pragma once

#include <QListWidget>
#include <QString>

namespace nmf::ui {

/// Where data can come from: what is built in, the known data sets with whether they are on this machine, and
/// files used before.
class SourceList : public QListWidget {
  Q_OBJECT
 public:
  explicit SourceList(QWidget* parent = nullptr);

  /// Looks again at what is on this machine. Keeps the choice.
  void refresh();
  /// Shows `dataset` (a known name or a path, which gets an entry where it has none) as chosen; emits
  /// nothing.
  void choose(const QString& dataset);
  /// The name or path chosen; empty when none is.
  QString chosen() const;
  /// Whether `dataset` is a known set whose files are not on this machine.
  bool isMissing(const QString& dataset) const;
  /// What an entry says of itself instead of its state, while it is downloaded, say; empty: its state again.
  void setState(const QString& dataset, const QString& state);

 signals:
  /// The person has chosen another entry.
  void sourceChosen(const QString& dataset);

 private:
  void addHeading(const QString& text);
  QListWidgetItem* addSource(const QString& dataset, const QString& title, const QString& state,
                             const QString& toolTip, bool missing = false);
  QListWidgetItem* itemOf(const QString& dataset) const;

  QString own_;  // a path that was chosen and not used yet
};

}  // namespace nmf::ui
