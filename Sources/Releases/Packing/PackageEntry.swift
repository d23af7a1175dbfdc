public import FileEffects
public import ObjectStore
public import SystemPackage

/// One entry of a package, and where its contents come from.
public struct PackageEntry: Sendable {
  public enum Contents: Sendable {
    /// A file whose bytes have this digest.
    case file(FilePath, ObjectID, isExecutable: Bool)
    case bytes([UInt8])
    case link(target: [UInt8])
    case folder
  }

  public var path: RelativePath
  public var contents: Contents

  public init(_ path: RelativePath, _ contents: Contents) {
    (self.path, self.contents) = (path, contents)
  }
}

/// Why a package could not be made.
public enum PackagingError: Error, Hashable, Sendable {
  /// A file is no longer what it was when the package was planned.
  case changedMeanwhile(FilePath)
  /// Larger than any package may be.
  case tooLarge(FilePath, bytes: UInt64, maximum: UInt64)
  case file(FileError)
}

extension PackageEntry {
  /// Compresses the entry once, into each of some packages.
  ///
  /// - Throws: ``PackagingError``.
  public func write(
    to packages: [PackageFile], _ deflate: Deflate, on files: any FileSystem
  ) throws(PackagingError) {
    do { try pack(into: packages, deflate, files) } catch {
      throw error as? PackagingError
        ?? .file(error as? FileError ?? FileError(.write, FilePath("\(path)"), .ioError))
    }
  }

  private func pack(
    into packages: [PackageFile], _ deflate: Deflate, _ files: any FileSystem
  ) throws {
    for package in packages { try package.write { $0.begin(path, kind) } }
    var (checksum, length, packed) = (CRC32(), UInt64(0), UInt64(0))
    func add(_ output: [UInt8]) throws {
      packed += UInt64(output.count)
      for package in packages { try package.write { $0.append(output) } }
    }
    try forEachPiece(files) { piece in
      checksum.add(piece)
      length += UInt64(piece.count)
      var output: [UInt8] = []
      deflate.add(piece, to: &output)
      try add(output)
    }
    if case .folder = contents {
    } else {
      var output: [UInt8] = []
      deflate.finish(to: &output)
      try add(output)
    }
    for package in packages {
      try package.write { $0.end(checksum.value, packed: packed, length: length) }
      if package.size > ZipWriter.longest {
        throw PackagingError.tooLarge(
          package.path, bytes: package.size, maximum: ZipWriter.longest)
      }
    }
  }

  private var kind: ZipWriter.Kind {
    switch contents {
    case .file(_, _, let isExecutable): .file(isExecutable: isExecutable)
    case .bytes: .file(isExecutable: false)
    case .link: .link
    case .folder: .folder
    }
  }

  private func forEachPiece(
    _ files: any FileSystem, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch contents {
    case .folder: break
    case .bytes(let bytes), .link(let bytes): try bytes.withUnsafeBytes(body)
    case .file(let place, let expected, _):
      var digest = RunningDigest()
      try files.forEachPiece(of: place) { piece in
        digest.add(piece)
        try body(piece)
      }
      guard digest.finish() == expected else { throw PackagingError.changedMeanwhile(place) }
    }
  }
}
