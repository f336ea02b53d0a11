#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <QByteArray>
#include <QtTest>
#include <string>
#include <vector>

/// One member of an archive that a test makes; `linkTo` makes it a symbolic link.
struct ArchiveMember {
  std::string name;
  QByteArray content;
  std::string linkTo;
};

/// Writes a zip, encrypted where there is a password, or a tar packed by gzip.
inline void writeArchive(const std::string& path, bool zip, const std::vector<ArchiveMember>& members,
                         const char* password = nullptr) {
  archive* handle = archive_write_new();
  if (zip) {
    archive_write_set_format_zip(handle);
    if (password && (archive_write_set_options(handle, "zip:encryption=traditional") != ARCHIVE_OK ||
                     archive_write_set_passphrase(handle, password) != ARCHIVE_OK))
      qFatal("cannot encrypt an archive");
  } else {
    archive_write_add_filter_gzip(handle);
    archive_write_set_format_pax_restricted(handle);
  }
  if (archive_write_open_filename(handle, path.c_str()) != ARCHIVE_OK) qFatal("cannot write an archive");
  for (const ArchiveMember& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, member.linkTo.empty() ? AE_IFREG : AE_IFLNK);
    if (!member.linkTo.empty()) archive_entry_set_symlink(entry, member.linkTo.c_str());
    archive_entry_set_size(entry, member.content.size());
    if (archive_write_header(handle, entry) != ARCHIVE_OK) qFatal("cannot write an archive");
    if (!member.content.isEmpty())
      archive_write_data(handle, member.content.data(), std::size_t(member.content.size()));
    archive_entry_free(entry);
  }
  if (archive_write_close(handle) != ARCHIVE_OK) qFatal("cannot write an archive");
  archive_write_free(handle);
}
