#pragma once

#include <QTest>
#include <array>
#include <memory>

#include "tests/ui/views/pictures.h"
#include "ui/views/signatures_view.h"

namespace nmf::test {

// The signatures of plainSnapshot(): the level of all their pixels but one, as a share of that one, their
// maximum.
inline constexpr std::array kLevels{0.9, 0.3, 0.6, 0.15};
inline constexpr std::array kMaxima{1.0, 2.0, 4.0, 3.0};

/// Four signatures of one level each, the energies of which are in another order than their rows.
inline SnapshotPtr plainSnapshot(const Dataset& data) {
  auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(data, {4}, 1, 3));
  for (Eigen::Index k = 0; k < 4; ++k) {
    const auto i = static_cast<std::size_t>(k);
    snapshot->factors.H[0].row(k).setConstant(static_cast<float>(kLevels[i] * kMaxima[i]));
    snapshot->factors.H[0](k, 0) = static_cast<float>(kMaxima[i]);
  }
  return snapshot;
}

/// A view of that frame on the screen, painted once.
inline std::unique_ptr<ui::SignaturesView> shown(const ui::RunFrame& frame) {
  auto view = std::make_unique<ui::SignaturesView>();
  view->resize(500, 400);
  view->setFrame(frame);
  view->show();
  (void)QTest::qWaitForWindowExposed(view.get());
  (void)QTest::qWaitFor([&] { return view->preparations() > 0; });
  return view;
}

/// The colour in the middle of the tile at `position`.
inline QColor tileColor(ui::SignaturesView& view, int position) {
  return colorAt(*view.findChild<QWidget*>("signaturesCanvas"), view.grid().picture(position).center());
}

}  // namespace nmf::test
