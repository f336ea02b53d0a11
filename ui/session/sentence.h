#pragma once

#include <QCoreApplication>
#include <QString>
#include <exception>
#include <new>

namespace nmf::ui {

/// Runs `work`; what it throws comes back as one sentence to show, empty when all went well.
template <typename Work>
QString sentenceOf(Work&& work) {
  try {
    work();
    return {};
  } catch (const std::bad_alloc&) {
    return QCoreApplication::translate(
        "nmf::ui", "There is not enough memory for this; fewer rows or smaller images would do.");
  } catch (const std::exception& e) {
    return QString::fromStdString(e.what());
  }
}

}  // namespace nmf::ui
