#pragma once

#include "ui/session/autosave.h"
#include "ui/window/message_bar.h"

class QAction;

namespace nmf::ui {

/// Keeps the session's run against a crash, and offers what an earlier start left unsaved: a bar of its own,
/// so that other messages do not push it away, with Restore and Discard. Closing it puts the answer off; the
/// action in the File menu stays.
class UnsavedOffer : public MessageBar {
  Q_OBJECT
 public:
  /// `messages` shows what came of it; `action` restores. All must outlive this.
  UnsavedOffer(RunSession* session, MessageBar* messages, QAction* action);

 private:
  void showOffer();

  RunSession* session_;
  MessageBar* messages_;
  QAction* action_;
  Autosave autosave_;
};

}  // namespace nmf::ui
