// The numbers behind the picture views, as arrays.

#include <array>

#include "core/data/npz.h"
#include "core/experiment/result_files.h"
#include "ui/views/generate_view.h"
#include "ui/views/picture_view.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/signatures_view.h"

namespace nmf::ui {

FigureData PictureView::dataFormat() const {
  return needsSnapshot() && frame_.snapshot ? FigureData::Npz : FigureData::None;
}

void PictureView::writeData(const std::filesystem::path& path, const DataExtent& extent) {
  if (dataFormat() == FigureData::None) return;
  const Factors& factors = frame_.snapshot->factors;
  const int layers = static_cast<int>(factors.W.size());
  if (!extent.snapshots.empty()) {
    writeSnapshots(path, frame_.model, layers, extent.snapshots);
    return;
  }
  NpzWriter npz(path.string());
  npz.add("epoch", std::array{frame_.snapshot->epoch});
  const auto names = factorNames(frame_.model, layers);
  const auto matrices = factorList(factors);
  for (std::size_t i = 0; i < names.size(); ++i) npz.add(names[i], *matrices[i]);
  if (emptySentence().isEmpty()) {
    syncControls();
    ensurePrepared();
    addShown(npz);
  }
  npz.finish();
}

/// The images as they stand in the grid, one a row.
void SignaturesView::addShown(NpzWriter& npz) const {
  if (sheet_.count() == 0) return;
  Matrix shown(sheet_.count(), sheet_.signatures().cols());
  for (int position = 0; position < sheet_.count(); ++position)
    shown.row(position) = sheet_.signatures().row(sheet_.rowAt(position));
  npz.add("signatures", shown);
}

/// The sample in focus, as it is and as the factors make it.
void ReconstructionView::addShown(NpzWriter& npz) const {
  const int row = sample();
  if (row < 0 || !fits(*frame().data, frame().snapshot->factors)) return;
  const SamplePicture picture = pictureSample(*frame().data, frame().snapshot->factors, row);
  npz.add("sample", std::array{static_cast<std::int64_t>(row)});
  npz.add("original", Matrix(picture.original.transpose()));
  npz.add("reconstruction", Matrix(picture.reconstruction.transpose()));
}

/// The codes that were drawn, or the one that was composed, one a row.
void GenerateView::addShown(NpzWriter& npz) const {
  if (mode_ == Mode::Sample) {
    if (samples().size() > 0) npz.add("codes", samples());
  } else if (const Eigen::VectorXf code = currentCode(); code.size() > 0) {
    npz.add("codes", Matrix(code.transpose()));
  }
}

}  // namespace nmf::ui
