#include "ui/views/run_frame.h"

#include "core/experiment/run_result.h"

namespace nmf::ui {

ImageShape imageShape(const RunFrame& frame) {
  return frame.data ? frame.data->shape : nmf::imageShape(frame.snapshot, frame.shape);
}

}  // namespace nmf::ui
