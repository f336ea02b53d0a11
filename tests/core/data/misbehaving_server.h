#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <atomic>
#include <functional>

/// An HTTP server on the loopback address for tests, in a thread of its own. For each request `answer` gets
/// the path, the byte that a Range header asks to begin at (or -1), and the number of the request from 0 on;
/// it says what to do.
class MisbehavingServer {
 public:
  struct Answer {
    QByteArray
        head;  ///< the status line and headers, without the empty line; empty: answer nothing at all (stall)
    QByteArray body;
    bool hangUp = true;  ///< close after the body; else keep the connection open, silent
  };
  using Rule = std::function<Answer(const QByteArray& path, qint64 from, int number)>;

  explicit MisbehavingServer(Rule rule) : rule_(std::move(rule)) {
    server_ = new QTcpServer;
    if (!server_->listen(QHostAddress::LocalHost)) qFatal("cannot listen");
    port_ = server_->serverPort();
    server_->moveToThread(&thread_);
    QObject::connect(&thread_, &QThread::finished, server_, &QObject::deleteLater);
    QObject::connect(server_, &QTcpServer::newConnection, server_, [this] {
      while (QTcpSocket* socket = server_->nextPendingConnection()) {
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { reply(socket); });
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
      }
    });
    thread_.start();
  }
  ~MisbehavingServer() {
    thread_.quit();
    thread_.wait();
  }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  int requests() const { return number_; }

  /// The usual headers.
  static QByteArray head(const QByteArray& status, qint64 length, const QByteArray& more = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(length) +
           "\r\nContent-Type: application/octet-stream" + (more.isEmpty() ? "" : "\r\n" + more);
  }

 private:
  void reply(QTcpSocket* socket) {
    QByteArray request = socket->property("request").toByteArray() + socket->readAll();
    socket->setProperty("request", request);
    if (!request.contains("\r\n\r\n")) return;
    socket->setProperty("request", QByteArray());
    const QByteArray path = request.split(' ').value(1);
    qint64 from = -1;
    const qsizetype range = request.toLower().indexOf("range: bytes=");
    if (range >= 0)
      from = request.mid(range + 13, request.indexOf('-', range + 13) - range - 13).toLongLong();
    const Answer answer = rule_(path, from, number_++);
    if (answer.head.isEmpty()) return;
    socket->write(answer.head + "\r\nConnection: close\r\n\r\n" + answer.body);
    if (answer.hangUp) socket->disconnectFromHost();
  }

  Rule rule_;
  QThread thread_;
  QTcpServer* server_ = nullptr;
  quint16 port_ = 0;
  std::atomic<int> number_{0};
};
