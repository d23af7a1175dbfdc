import FileEffects
import Glibc
import Releases
import SystemPackage

/// What `Scripts/fuzz-packages` runs: any bytes that a coverage-guided fuzzer comes up with, read as an archive,
/// a manifest, a list of digests, a signature or a key.
///
/// The first byte says which of them.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let kind = bytes.first else { return 0 }
  let rest = Array(bytes.dropFirst())
  // Errors are what most of these deserve: only that they are errors, and not something else, is looked at.
  switch kind {
  case UInt8(ascii: "z"): readArchive(rest)
  case UInt8(ascii: "m"):
    if let manifest = try? Manifest.parse(rest), let written = try? manifest.encoded() {
      var again = try? Manifest.parse(written)
      again?.unknownKeys = manifest.unknownKeys
      law(again == manifest, "a manifest is not what it was after being written")
      law(manifest.files.allSatisfy { isSafe($0.path.path) }, "a path of a manifest is unsafe")
    }
  case UInt8(ascii: "l"):
    if let list = try? ChecksumList(rest, at: "list") {
      let again = try? ChecksumList(ChecksumList.text(list.lines), at: "list")
      let isPlain = list.lines.allSatisfy { !$0.path.bytes.contains(UInt8(ascii: "\n")) }
      law(!isPlain || again?.lines == list.lines, "a list is not what it was after being written")
    }
  default:
    _ = try? FileSignature(rest)
    _ = try? PublicKey(rest)
    _ = try? SecretKey(rest) { nil }
  }
  return 0
}

/// libFuzzer's own loop; its `main` has no place in a program that the package manager links.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("fuzz_main")
public func main(
  _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, words) = (count, words)
  return runFuzzer(&count, &words) { testOneInput($0, $1) }
}

private let disk = LocalFileSystem()
private let place: FilePath = {
  let folder: FilePath = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
  return folder.appending("cortex-fuzz-\(getpid())")
}()

private func readArchive(_ bytes: [UInt8]) {
  guard
    let file = try? FileDescriptor.open(
      place, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
  else { fatalError("cannot write \(place)") }
  _ = try? file.writeAll(bytes)
  try? file.close()
  let limits = ArchiveLimits(
    maximumEntries: 100, maximumBytes: 8 << 20, maximumRatio: 1000, ratioFreeBytes: 1 << 20)
  var (total, names) = (0, Set<String>())
  do {
    try readEntries(of: place, on: disk, limits: limits) { entry, readPiece in
      law(isSafe(entry.path), "an unsafe name is let in")
      law(names.insert("\(entry.path)".lowercased()).inserted, "a name is let in twice")
      if case .link(let target) = entry.kind {
        law(!ArchiveEntry.linkLeaves(target, at: entry.path), "a link that leaves is let in")
      }
      while let piece = try readPiece() { total += piece.count }
    }
  } catch { law(error is ReleaseError, "another error than a release's: \(error)") }
  law(total <= 9 << 20, "more is unpacked than the limit")
}

private func isSafe(_ path: RelativePath) -> Bool {
  !path.isReserved && path.bytes.first != UInt8(ascii: "/")
    && !path.components.contains { $0.elementsEqual("..".utf8) || $0.isEmpty }
}

/// Stops where a law is broken; says which, also when everything is optimised.
private func law(_ holds: Bool, _ text: @autoclosure () -> String) {
  guard holds else { fatalError(text()) }
}
