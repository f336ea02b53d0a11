#pragma once

#include <QString>
#include <QtTest>

#include "core/errors.h"

/// Runs `act` and returns the sentence of the InputError it throws; empty when it throws none.
template <typename Act>
QString sentenceOf(const Act& act) {
  try {
    act();
  } catch (const nmf::InputError& error) {
    return QString::fromStdString(error.what());
  }
  return {};
}

/// Checks that `act` throws an InputError of one line that contains `part`.
#define VERIFY_INPUT_ERROR(act, part)                                                       \
  do {                                                                                      \
    const QString sentence = sentenceOf([&] { act; });                                      \
    QVERIFY2(!sentence.isEmpty(), "no InputError was thrown");                              \
    QVERIFY2(sentence.contains(part), qPrintable(sentence + " | lacks: " + QString(part))); \
    QVERIFY2(!sentence.contains('\n'), qPrintable(sentence));                               \
  } while (false)
