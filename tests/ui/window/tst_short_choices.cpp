// A choice that has too little room is seen to go on.
#include <QApplication>
#include <QComboBox>
#include <QTest>

#include "ui/theme/theme_style.h"

using namespace nmf::ui;

class TestShortChoices : public QObject {
  Q_OBJECT

  static QImage shown(const QString& choice, int width) {
    QComboBox box;
    box.addItem(choice);
    box.resize(width, box.sizeHint().height());
    return box.grab().toImage();
  }

 private slots:
  void initTestCase() { QApplication::setStyle(new ThemeStyle); }

  void endWithDots() {
    QComboBox whole;
    whole.addItem("All labels");
    const int enough = whole.sizeHint().width();
    QCOMPARE(shown("All labels", enough), shown("All labels", enough));
    const int narrow = enough - QFontMetrics(whole.font()).horizontalAdvance("ls");
    bool dots = false;
    for (const char* begin : {"All l", "All la", "All lab", "All labe"})
      dots = dots || shown("All labels", narrow) == shown(begin + QString(QChar(0x2026)), narrow);
    QVERIFY(dots);
    QVERIFY(shown("All labels", enough) != shown("All la" + QString(QChar(0x2026)), enough));
  }
};

QTEST_MAIN(TestShortChoices)
#include "tst_short_choices.moc"
