#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "core/data/dataset_request.h"
#include "ui/dataset/data_preview.h"

namespace nmf::ui {

class LabelChips;
class ListEdit;
class ParameterRow;
class RowsEdit;

/// What is taken of a source, as a form: takes a request, gives a request. Only what the source leaves open
/// is asked; what cannot be used is said below its field.
class SelectionForm : public QWidget {
  Q_OBJECT
 public:
  explicit SelectionForm(QWidget* parent = nullptr);

  /// Shows `request`; emits nothing.
  void setRequest(const DatasetRequest& request);
  /// What the form shows; empty while a field cannot be read.
  const std::optional<DatasetRequest>& request() const { return current_; }
  /// Adapts to what the preview knows by now. Where it looks at what the form shows (`current`), its problem
  /// is shown at the field that it names.
  void follow(const DataPreview& preview, bool current);
  /// Whether a field says what is wrong; then it need not be said elsewhere.
  bool showsProblem() const;
  /// Gives the focus to the first field that says what is wrong.
  void focusProblem();

 signals:
  void edited();

 private:
  ParameterRow* add(const char* key, const QString& label, class ValueEdit* edit);
  void heading(const QString& text);
  void read();
  void followChoices(const DataPreview& preview);
  void followFacts(const SourceFacts& facts, const std::vector<LabelCount>& labels);
  void setSizeHint(const QString& hint);
  void showProblem(const DataPreview& preview);
  ParameterRow* rowNamedIn(const QString& sentence) const;

  class QVBoxLayout* column_;
  std::vector<ParameterRow*> rows_;
  ParameterRow *splitRow_, *arrayRow_, *shapeRow_, *rowsRow_, *resizeRow_, *grayRow_;
  ListEdit *split_, *array_, *shape_;
  RowsEdit* range_;
  LabelChips* labels_;
  class QLabel* labelsHeading_;
  DatasetRequest base_;  // what the form has no field for: the data set and the noise's seed
  std::optional<DatasetRequest> current_;
};

}  // namespace nmf::ui
