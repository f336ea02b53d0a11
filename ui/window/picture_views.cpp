#include "ui/window/picture_views.h"

#include "ui/views/factors_view.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/signatures_view.h"

namespace nmf::ui {

QList<View*> makePictureViews() {
  return {new SignaturesView, new ReconstructionView, new FactorsView};
}

}  // namespace nmf::ui
