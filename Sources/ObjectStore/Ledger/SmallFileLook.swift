public import FileEffects
import SystemPackage

extension SmallFileVerdict.Found {
  var isDamaged: Bool {
    if case .damaged = self { return true }
    return false
  }
}

extension FileError {
  /// Whether something else is in the file's place, or the disk cannot read it.
  public var isDamage: Bool {
    [.invalidArgument, .isDirectory, .tooManySymbolicLinkLevels, .fileTooLarge, .ioError]
      .contains(code)
  }

  /// Why what cannot be read of a store counts as damaged.
  public var asDamage: String {
    switch code {
    case .invalidArgument, .isDirectory, .tooManySymbolicLinkLevels: "it is not a file"
    case .fileTooLarge: "it is too large"
    default: "it cannot be read (\(code))"
    }
  }
}

extension SmallFiles {
  /// Whether the file holds just these bytes.
  func isWhole(_ name: String, _ bytes: [UInt8]) -> Bool {
    (try? self.bytes(name)) == .some(bytes)
  }

  /// Whether a file of just these bytes waits for its name.
  func isStaged(_ name: String, _ bytes: [UInt8]) -> Bool {
    let found = try? files.readIfPresent(NewFile.temporary(for: path(name)))
    return found == .some(bytes)
  }

  /// What stands in the place of a small file.
  func look(
    at name: String, _ fault: (_ name: String, _ bytes: [UInt8]) -> String? = { _, _ in nil }
  ) -> SmallFileVerdict.Found {
    let bytes: [UInt8]
    do {
      guard let found = try self.bytes(name) else { return .missing }
      bytes = found
    } catch { return .damaged(reason: error.asDamage) }
    switch name {
    case StoreLayout.current:
      let isWhole = CurrentPointer(bytes).map { !store.hasLedger || $0.sequence != nil } ?? false
      return isWhole ? .whole(bytes) : .damaged(reason: Seal.Fault.hasOtherDigest.rawValue)
    case StoreLayout.highest:
      return HighestNumber(bytes) != nil
        ? .whole(bytes) : .damaged(reason: "it holds no number, or not with its digest")
    case StoreLayout.format:
      return StoreVersion.isUnreadable(bytes)
        ? .damaged(reason: "no program can have written it") : .whole(bytes)
    case StoreLayout.ignoreFile: return .whole(bytes)
    default:
      do throws(Seal.Fault) { _ = try Seal.line(of: bytes) } catch {
        return .damaged(reason: error.rawValue)
      }
      return fault(name, bytes).map { .damaged(reason: $0) } ?? .whole(bytes)
    }
  }
}
