#include "ui/figures/run_figures.h"

#include <system_error>

#include "core/errors.h"
#include "ui/charts/curves_figure.h"
#include "ui/figures/export_figure.h"
#include "ui/views/factors_view.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/signatures_over_time.h"
#include "ui/views/signatures_view.h"

namespace nmf::ui {
namespace {

constexpr double kScale = 4;  // of the PNGs: 288 dots an inch

std::vector<FigureFormat> formatsOf(const std::vector<std::string>& names) {
  std::vector<FigureFormat> formats;
  for (const std::string& name : names) {
    bool known = false;
    for (const FigureFormat format : {FigureFormat::Png, FigureFormat::Svg, FigureFormat::Pdf})
      if (extension(format).toStdString() == name) {
        formats.push_back(format);
        known = true;
      }
    if (!known) throw InputError("--figures: unknown format '" + name + "'; use png, svg, pdf or none");
  }
  return formats;
}

/// Writes figures one after the other and remembers what was written.
class Writer {
 public:
  Writer(std::filesystem::path folder, std::vector<FigureFormat> formats)
      : folder_(std::move(folder)), formats_(std::move(formats)) {
    options_.scale = kScale;
  }

  /// `width`: of the figure in points.
  void write(Figure& figure, const QString& name, double width) {
    options_.width = width;
    for (const FigureFormat format : formats_) {
      const auto path = folder_ / (name + QLatin1Char('.') + extension(format)).toStdString();
      exportFigure(figure, path, format, options_);
      written_.push_back(path);
    }
  }
  void write(Figure& figure, double width) { write(figure, figure.figureName(), width); }

  std::vector<std::filesystem::path> take() { return std::move(written_); }

 private:
  std::filesystem::path folder_;
  std::vector<FigureFormat> formats_;
  ExportOptions options_;
  std::vector<std::filesystem::path> written_;
};

void writeCurves(Writer& writer, const RunResult& run, std::shared_ptr<const DataSpectrum> spectrum) {
  const auto charts = chartsOf({curvesOf(run, std::move(spectrum))});
  std::vector<Chart*> list;
  for (const auto& chart : charts) list.push_back(chart.get());
  CurvesFigure all(list);
  writer.write(all, kPageWidth);
  for (Chart* chart : list) writer.write(*chart, kColumnWidth);
}

void writePictures(Writer& writer, const RunResult& run) {
  if (!run.final) return;
  RunFrame frame;
  frame.run = 1;
  frame.model = run.experiment.model.model;
  frame.data = run.data;
  frame.shape = run.shape;
  frame.snapshot = run.final;
  FactorsView factors;
  factors.setFrame(frame);
  writer.write(factors, kPageWidth);
  SignaturesView signatures;
  signatures.setFrame(frame);
  writer.write(signatures, kColumnWidth);
  if (!run.snapshots.empty()) {
    SignaturesOverTimeFigure overTime(run.snapshots, imageShape(run));
    writer.write(overTime, kPageWidth);
  }
  if (!run.data) return;
  ReconstructionView reconstructions;
  reconstructions.setFrame(frame);
  writer.write(reconstructions, QStringLiteral("reconstructions"), kPageWidth);
}

}  // namespace

std::vector<std::filesystem::path> writeRunFigures(const RunResult& run, const std::filesystem::path& folder,
                                                   const std::vector<std::string>& formats,
                                                   std::shared_ptr<const DataSpectrum> spectrum) {
  Writer writer(folder, formatsOf(formats));
  if (formats.empty()) return {};
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw EnvironmentError("cannot make the folder for figures " + folder.string() + ": " + failed.message());
  writeCurves(writer, run, spectrum);
  writePictures(writer, run);
  return writer.take();
}

}  // namespace nmf::ui
