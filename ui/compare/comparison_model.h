#pragma once

#include <QAbstractTableModel>
#include <QSize>
#include <optional>

#include "core/experiment/result_table.h"
#include "ui/compare/pinned_runs.h"
#include "ui/theme/line_sample.h"
#include "ui/theme/theme.h"

namespace nmf::ui {

/// The sample of a run's line beside its name.
inline constexpr QSize kLineIcon(static_cast<int>(kLineSample) + 2, 12);

/// The run under way and the pinned ones as a table, a row a run: its name, the settings that differ, where
/// it stands. The first column shows and hides a pinned run by its check box and renames it.
class ComparisonModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  /// `pins` must outlive the model.
  explicit ComparisonModel(PinnedRuns* pins, QObject* parent = nullptr);

  /// The run under way; empty: none.
  void setCurrent(const std::optional<ComparedRun>& run);
  const std::optional<ComparedRun>& current() const { return current_; }
  void setTheme(const Theme& theme);
  /// Marks the row of a run; 0: the run under way, empty: none.
  void setEmphasisedRun(std::optional<std::uint64_t> run);
  /// Reads the pinned runs again.
  void refresh();

  /// All runs, hidden ones too, exact: for CSV and LaTeX.
  const ResultTable& table() const { return table_; }
  /// The id of the pinned run in `row`; empty for the run under way.
  std::optional<std::uint64_t> pinAt(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  void rowsLookOtherwise(int role);

  PinnedRuns* pins_;
  std::optional<ComparedRun> current_;
  ResultTable table_;
  std::vector<std::uint64_t> ids_;  // of the rows; 0: the run under way
  std::size_t settings_ = 0;        // columns of settings behind the name
  Theme theme_ = lightTheme();
  std::optional<std::uint64_t> emphasised_;
};

}  // namespace nmf::ui
