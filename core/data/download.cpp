#include "core/data/download.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QTimer>
#include <QUrl>
#include <algorithm>
#include <exception>
#include <memory>

#include "core/data/bytes.h"
#include "core/errors.h"

namespace nmf {
namespace {

constexpr qint64 chunkBytes = qint64{1} << 18;
constexpr int maximumRedirects = 5;
constexpr int triesPerMirror = 4;
constexpr int askEveryMs = 100;

std::string textOf(const QString& text) {
  return text.toStdString();
}

bool isWebAddress(const std::string& place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

// Why a try ended without the whole file; empty when it did not.
using Failure = std::string;

// One file on its way: the part on the disk, and what is told of it.
class FileFetch {
 public:
  FileFetch(const std::string& folder, const RemoteFile& file, const FetchOptions& options, int number,
            int count)
      : file_(file),
        options_(options),
        target_(QDir(QString::fromStdString(folder)).filePath(QString::fromStdString(file.name))),
        part_(target_.fileName() + ".part") {
    progress_.file = file.name;
    progress_.number = number;
    progress_.count = count;
  }

  void run() {
    if (target_.exists() && hasChecksum(target_.fileName())) return;
    if (part_.exists() && part_.size() > 0 && hasChecksum(part_.fileName())) return finish();
    const std::vector<std::string> places =
        options_.mirror.empty() ? file_.bases : std::vector{options_.mirror};
    std::string failures;
    for (const std::string& place : places) {
      const Failure failure = fetchFrom(place);
      if (failure.empty()) return finish();
      failures += (failures.empty() ? "" : "; ") + failure;
    }
    throw EnvironmentError(file_.name + " could not be fetched: " + failures + ".");
  }

 private:
  Failure fetchFrom(const std::string& place) {
    if (!isWebAddress(place)) return copyFrom(place);
    const std::string base = place.ends_with('/') ? place : place + "/";
    const QUrl url(QString::fromStdString(base + file_.name));
    Failure failure;
    for (int attempt = 0; attempt < triesPerMirror; ++attempt) {
      const qint64 before = part_.size();
      failure = download(url);
      if (failure.empty()) {
        if (hasChecksum(part_.fileName())) return {};
        part_.remove();
        failure = textOf(url.host()) + " sent a file with another checksum than the known one";
        // A part left by an earlier try may have been what was wrong: once more from the beginning.
        if (before > 0) continue;
        return failure;
      }
      // What was cut goes on from where it is, as long as each try brings something.
      if (!resumable_ || part_.size() <= before) return failure;
    }
    return failure;
  }

  // From a folder, as on a school's file server.
  Failure copyFrom(const std::string& folder) {
    QString path = QString::fromStdString(folder);
    if (path.startsWith("file://")) path = QUrl(path).toLocalFile();
    QFile source(QDir(path).filePath(QString::fromStdString(file_.name)));
    if (!source.open(QIODevice::ReadOnly)) {
      throw InputError("--mirror " + folder + " has no readable file " + file_.name + ".");
    }
    openPart(QIODevice::Truncate);
    begin(0, source.size());
    while (!source.atEnd()) {
      const QByteArray chunk = source.read(chunkBytes);
      if (chunk.isEmpty())
        throw EnvironmentError(textOf(source.fileName()) + " could not be read to its end.");
      if (const Failure failure = store(chunk, folder); !failure.empty()) return failure;
      if (!tell()) throw InputError("cancelled");
    }
    part_.close();
    if (hasChecksum(part_.fileName())) return {};
    part_.remove();
    return folder + " has a file with another checksum than the known one";
  }

  Failure download(const QUrl& url) {
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    resumable_ = true;
    qint64 have = part_.exists() ? part_.size() : 0;
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setMaximumRedirectsAllowed(maximumRedirects);
    request.setTransferTimeout(options_.stallSeconds * 1000);
    request.setRawHeader("User-Agent", "nmf-explorer/" NMF_VERSION);
    // Some servers pack on the way what is packed already, and then lengths and ranges mean something else.
    request.setRawHeader("Accept-Encoding", "identity");
    if (have > 0) request.setRawHeader("Range", "bytes=" + QByteArray::number(have) + "-");

    QNetworkAccessManager manager;
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    reply->setReadBufferSize(4 * chunkBytes);
    // Given up by leaving it: abort() from within a signal of the reply's, as a server closes the connection,
    // makes Qt complain on stderr.
    QEventLoop loop;
    Failure failure;
    bool started = false, cancelled = false;
    std::exception_ptr outside;  // an exception must not pass through Qt's event loop
    const std::string host = textOf(url.host());
    const auto take = [&] {
      if (!failure.empty() || cancelled || outside) return;
      try {
        if (!started && reply->bytesAvailable() > 0) {
          failure = start(*reply, host, have);
          started = true;
        }
        while (failure.empty() && reply->bytesAvailable() > 0) {
          failure = store(reply->read(chunkBytes), host);
        }
        cancelled = failure.empty() && started && !tell();
      } catch (...) {
        outside = std::current_exception();
      }
      if (!failure.empty() || cancelled || outside) loop.quit();
    };
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, take);
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    // A server that is silent must not keep a person from giving up.
    QTimer asking;
    QObject::connect(&asking, &QTimer::timeout, &loop, [&] {
      if (cancelled || outside || !failure.empty()) return;
      try {
        cancelled = !tell();
      } catch (...) {
        outside = std::current_exception();
      }
      if (cancelled || outside) loop.quit();
    });
    asking.start(askEveryMs);
    if (!reply->isFinished()) loop.exec();
    const bool whole = reply->error() == QNetworkReply::NoError;
    // What came before a cut is kept too.
    if (whole || reply->error() == QNetworkReply::RemoteHostClosedError) take();
    if (part_.isOpen() && !part_.flush() && !outside) failDisk();
    part_.close();
    if (outside) std::rethrow_exception(outside);
    if (cancelled) throw InputError("cancelled");
    if (!failure.empty()) {
      resumable_ = false;
      return failure;
    }
    if (!whole) return host + " " + reasonOf(*reply);
    if (!started) {
      // Qt may report a connection closed right after the head as a success without a body.
      const bool answered = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
      return host + (answered ? " ended the transfer too early" : " sent nothing");
    }
    // Nor need it notice that a body is shorter than announced.
    if (progress_.total >= 0 && progress_.received < progress_.total)
      return host + " ended the transfer too early";
    return {};
  }

  // Looks at the answer before anything of it is stored.
  Failure start(const QNetworkReply& reply, const std::string& host, qint64 have) {
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200 && status != 206) return host + " answered with status " + std::to_string(status);
    if (reply.header(QNetworkRequest::ContentTypeHeader).toString().startsWith("text/html")) {
      return host + " sent a web page instead of the file";
    }
    const bool goesOn = status == 206 && have > 0;
    if (goesOn && !reply.rawHeader("Content-Range").startsWith("bytes " + QByteArray::number(have) + "-")) {
      part_.remove();
      return host + " sent another part of the file than was asked for";
    }
    const qint64 from = goesOn ? have : 0;
    const qint64 declared = reply.header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (declared > file_.limit - from)
      return host + " announces " + sizeText(declared) + ", far more than this file has";
    openPart(goesOn ? QIODevice::Append : QIODevice::Truncate);
    begin(from, declared > 0 ? from + declared : -1);
    return {};
  }

  static std::string reasonOf(const QNetworkReply& reply) {
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    switch (reply.error()) {
      case QNetworkReply::OperationCanceledError:
      case QNetworkReply::TimeoutError:
        return "stopped sending";
      case QNetworkReply::RemoteHostClosedError:
        return "ended the transfer too early";
      case QNetworkReply::ConnectionRefusedError:
        return "refused the connection";
      case QNetworkReply::HostNotFoundError:
        return "is not found";
      case QNetworkReply::TooManyRedirectsError:
        return "redirects in a circle";
      case QNetworkReply::InsecureRedirectError:
        return "redirects to an insecure address";
      default:
        break;
    }
    if (status >= 400) return "answered with status " + std::to_string(status);
    return "failed (" + textOf(reply.errorString()) + ")";
  }

  void openPart(QIODevice::OpenMode mode) {
    if (!part_.open(QIODevice::WriteOnly | mode)) failDisk();
  }

  [[noreturn]] void failDisk() const {
    throw EnvironmentError(textOf(part_.fileName()) +
                           " could not be written: " + textOf(part_.errorString()) + ".");
  }

  Failure store(const QByteArray& chunk, const std::string& from) {
    progress_.received += chunk.size();
    if (progress_.received > file_.limit) {
      part_.close();
      part_.remove();
      return from + " sends far more than this file has";
    }
    if (part_.write(chunk) != chunk.size()) failDisk();
    return {};
  }

  void begin(qint64 from, qint64 total) {
    progress_.received = from;
    progress_.total = total;
    progress_.bytesPerSecond = 0;
    progress_.secondsLeft = -1;
    startedAt_ = from;
    clock_.start();
  }

  bool tell() {
    if (!options_.progress) return true;
    const double seconds = clock_.isValid() ? static_cast<double>(clock_.nsecsElapsed()) * 1e-9 : 0;
    if (seconds > 0)
      progress_.bytesPerSecond = static_cast<double>(progress_.received - startedAt_) / seconds;
    const bool known = progress_.total >= 0 && progress_.bytesPerSecond > 0;
    const auto left = static_cast<double>(progress_.total - progress_.received);
    progress_.secondsLeft = known ? std::max(0.0, left / progress_.bytesPerSecond) : -1;
    return options_.progress(progress_);
  }

  bool hasChecksum(const QString& path) const {
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Md5);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) &&
           hash.result().toHex().toStdString() == file_.md5;
  }

  void finish() {
    part_.close();
    target_.remove();
    if (!QFile::rename(part_.fileName(), target_.fileName())) {
      throw EnvironmentError(textOf(target_.fileName()) + " could not be written.");
    }
  }

  const RemoteFile& file_;
  const FetchOptions& options_;
  QFile target_, part_;
  FetchProgress progress_;
  qint64 startedAt_ = 0;
  QElapsedTimer clock_;
  bool resumable_ = true;
};

/// Takes the folders that it saw missing away again where nothing came to lie in them.
class CreatedFolders {
 public:
  explicit CreatedFolders(const QString& folder) {
    for (QString path = QDir(folder).absolutePath(); !QDir(path).exists(); path = QFileInfo(path).path())
      missing_ << path;
  }
  CreatedFolders(const CreatedFolders&) = delete;
  CreatedFolders& operator=(const CreatedFolders&) = delete;
  ~CreatedFolders() {
    for (const QString& path : missing_) QDir().rmdir(path);  // fails, as it should, where there are files
  }

 private:
  QStringList missing_;  // the deepest first
};

}  // namespace

void fetchFiles(const std::string& folder, const std::vector<RemoteFile>& files,
                const FetchOptions& options) {
  const CreatedFolders created(QString::fromStdString(folder));
  if (!QDir().mkpath(QString::fromStdString(folder))) {
    throw EnvironmentError(folder + " could not be created: the files are kept there.");
  }
  int number = 0;
  for (const RemoteFile& file : files)
    FileFetch(folder, file, options, ++number, static_cast<int>(files.size())).run();
}

}  // namespace nmf
