import FileEffects
public import Releases

/// A clause, about the archive or release that was named before.
extension ArchiveFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .library(let message): message
    case .gzipTooShort(let bytes): "a gzip file has at least 18 bytes, this one has \(bytes)"
    case .gzipChecksum: "its contents do not match its gzip checksum, or something follows them"
    case .noDirectory: "it does not end with a table of contents, as zip archives do"
    case .strayEnd: "its last record is not at its end"
    case .wideEndOutside: "its 64-bit record is outside the archive"
    case .wideEndMisplaced: "its 64-bit record is out of place"
    case .directoryMisplaced: "its table of contents is not before its last record"
    case .directoryTooShort: "its table of contents is too short"
    case .directoryMalformed: "its table of contents is malformed"
    case .entryCutShort: "an entry is truncated"
    case .severalEnds: "it has two ends that say different things"
    case .severalDisks: "it is one part of an archive in several parts"
    case .leadingBytes: "there is data before its first entry"
    case .noPlace(let name): "its table of contents does not say where entry \(quoted(name)) is"
    case .outside(let name): "entry \(quoted(name)) is outside the archive"
    case .misplaced(let name): "entry \(quoted(name)) is not where the table of contents says"
    case .otherEntry(let name): "entry \(quoted(name)) is not where it is listed"
    case .headersDiffer(let name):
      "entry \(quoted(name)) is not what the table of contents says"
    case .extraFields(let name): "the extra fields of entry \(quoted(name)) are malformed"
    case .overlap(let name, let other):
      "entry \(quoted(name)) shares bytes with entry \(quoted(other))"
    case .strayBytes(let name): "there is data that belongs to no entry after \(quoted(name))"
    case .checksum(let name): "entry \(quoted(name)) does not match its checksum"
    case .folderWithContents(let name): "the folder \(quoted(name)) has contents"
    case .unlistedEntries: "it has more entries than it lists"
    case .entryCount(let listed, let found): "it lists \(listed) entries, but has \(found)"
    case .noEndBlocks: "the two zero blocks at its end are missing"
    case .trailingBytes: "there is data after its end"
    case .otherSize(let path, let declared, let found):
      "\"\(path)\" should have \(declared) bytes, but has \(found)"
    case .changedMeanwhile(let path): "\(path) changed while it was being read"
    case .unreadableDatabase(let path, let fault):
      "SQLite cannot read the database \(path) with its log: \(fault)"
    case .onlyInManifest(let path): "\(path) is listed in its manifest, but missing"
    case .notAsInManifest(let path): "\(path) does not match its manifest"
    case .notInManifest(let path): "its manifest does not list \(path)"
    }
  }

  private func quoted(_ name: [UInt8]) -> String { "\"\(RelativePath.text(of: name))\"" }
}

extension ArchivePlace {
  /// Where a fault was found, after what it is.
  var words: String {
    switch self {
    case .start: ", before its first entry"
    case .inside(let name): ", in entry \"\(RelativePath.text(of: name))\""
    case .after(let name): ", after entry \"\(RelativePath.text(of: name))\""
    }
  }
}

extension ChecksumListFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAFile(let longest): "it is not a file of at most \(longest >> 20) MiB"
    case .noDigest: "it does not start with 64 hexadecimal digits"
    case .noSeparator: "the digits are not followed by two spaces, or a space and *"
    case .unknownEscape: "unknown escape after a backslash"
    case .badPath(let name): "\"\(RelativePath.text(of: name))\" is not a path inside the release"
    case .contradiction(let path): "\(path) is listed twice, with different digests"
    }
  }
}

extension ManifestFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let fault): "\(fault)"
    case .invalid(let field, let text, let kind): "\(field): \"\(text)\" is not \(kind.words)"
    case .listedTwice(let path): "\"\(path)\" is listed twice"
    case .renamedInCircle(let key, let path):
      "renamed_keys leads from \(Spelling.line(key)) in \(path) back to it"
    case .tooLong(let longest): "it has more than \(longest >> 20) MiB"
    case .notAFile: "it is not a file"
    case .notUTF8(let path): "the name \"\(path)\" is not UTF-8"
    }
  }
}

extension ManifestFault.Kind {
  fileprivate var words: String {
    switch self {
    case .path: "a path inside the release"
    case .layer: "core, brain or config"
    case .digest: "a digest of 64 lowercase hexadecimal digits"
    case .mode: "a string of octal digits such as \"0644\""
    case .version: "a version such as 5.3.0"
    case .package: "full or upgrade"
    case .format: "a format that this cortex reads (1): it was made for a newer one"
    }
  }
}
