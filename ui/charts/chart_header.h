#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QRectF>
#include <QString>
#include <vector>

namespace nmf::ui {

/// The line above a plot: its title, and the legend whose entries switch curves on and off. A legend that
/// does not fit beside the title gets rows of its own.
class ChartHeader {
 public:
  struct Entry {
    QString text;
    QPen pen;
    bool enabled = true;
    std::vector<int> curves;  ///< that it stands for; empty: the references
  };

  void setContent(const QString& title, const std::vector<Entry>& entries);
  void setFonts(const QFont& title, const QFont& legend);
  void setColours(const QColor& text, const QColor& muted);

  /// How many rows the legend may take; the entries that find no place are counted, "+3".
  void setMostRows(int rows) { mostRows_ = rows; }

  /// Whether a name that is too long for a row goes on in the next; else it is shortened.
  void setWraps(bool wraps) { wraps_ = wraps; }

  /// Places everything into `width` from `left` on; `reserved` pixels stay free at the right of the first
  /// row.
  void layOut(double left, double width, double reserved);
  double height() const { return height_; }
  /// What rows beyond the usual two, and names of several lines, add to it.
  double extraHeight() const { return extraHeight_; }
  QRectF titleRect() const { return titleRect_; }

  /// The entry at a position; -1 where there is none.
  int entryAt(const QPointF& position) const;
  /// Whether the count of the entries without a place is at a position.
  bool isMoreAt(const QPointF& position) const;
  const std::vector<Entry>& entries() const { return entries_; }
  QRectF entryRect(int entry) const { return rects_[static_cast<std::size_t>(entry)]; }
  /// How long the sample of a line is, at the left of its entry.
  double sampleLength() const { return sample_; }

  void paint(QPainter& painter) const;

 private:
  static constexpr int kUsualRows = 2;

  /// Where the name of an entry stands.
  QRectF wordsIn(const QRectF& entry) const { return entry.adjusted(sample_ + gap_, 0, 4, 0); }
  void paintNames(QPainter& painter) const;

  QString title_;
  std::vector<Entry> entries_;
  std::vector<QRectF> rects_;
  std::size_t shown_ = 0;  ///< entries that found a place; the others are counted
  QFont titleFont_, legendFont_;
  QColor text_, muted_;
  QRectF titleRect_, moreRect_;
  double height_ = 0, extraHeight_ = 0, row_ = 0, sample_ = 16, gap_ = 5;
  int mostRows_ = kUsualRows;
  bool wraps_ = false;
};

}  // namespace nmf::ui
