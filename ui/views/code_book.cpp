#include "ui/views/code_book.h"

#include <algorithm>
#include <vector>

namespace nmf::ui {

std::optional<CodeBook> makeCodeBook(DatasetPtr data, SnapshotPtr snapshot,
                                     const std::function<bool()>& cancelled) {
  const Factors& factors = snapshot->factors;
  Matrix inner;  // W2 ... WL, small
  for (std::size_t l = 1; l < factors.W.size(); ++l)
    inner = l == 1 ? factors.W[1] : Matrix(inner * factors.W[l]);
  CodeBook book;
  if (inner.size() == 0) {
    book.codes = factors.W[0];
  } else {
    constexpr Eigen::Index kBlock = 2048;
    book.codes.resize(factors.W[0].rows(), inner.cols());
    for (Eigen::Index begin = 0; begin < book.codes.rows(); begin += kBlock) {
      if (cancelled && cancelled()) return std::nullopt;
      const Eigen::Index rows = std::min(kBlock, book.codes.rows() - begin);
      book.codes.middleRows(begin, rows).noalias() = factors.W[0].middleRows(begin, rows) * inner;
    }
  }
  book.largest = book.codes.colwise().maxCoeff();
  book.mean = book.codes.colwise().mean();
  book.data = std::move(data);
  book.snapshot = std::move(snapshot);
  return book;
}

Matrix codesOfLabel(const CodeBook& book, std::optional<int> label) {
  if (!label || !book.data) return book.codes;
  const std::vector<int>& labels = book.data->labels;
  if (labels.size() != static_cast<std::size_t>(book.codes.rows())) return book.codes;
  const auto count = std::count(labels.begin(), labels.end(), *label);
  if (count == 0) return book.codes;
  Matrix codes(count, book.codes.cols());
  Eigen::Index next = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels[row] == *label) codes.row(next++) = book.codes.row(static_cast<Eigen::Index>(row));
  }
  return codes;
}

}  // namespace nmf::ui
