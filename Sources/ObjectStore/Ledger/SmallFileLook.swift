import FileEffects

extension SmallFileVerdict.Found {
  var isDamaged: Bool {
    if case .damaged = self { return true }
    return false
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

  /// The file in the place of a small file.
  func look(
    at name: String, _ fault: (_ name: String, _ bytes: [UInt8]) -> RecordFault? = { _, _ in nil }
  ) -> SmallFileVerdict.Found {
    let bytes: [UInt8]
    do {
      guard let found = try self.bytes(name) else { return .missing }
      bytes = found
    } catch { return .damaged(.file(error.asDamage)) }
    switch name {
    case StoreLayout.current:
      let isWhole = CurrentPointer(bytes).map { !store.hasLedger || $0.sequence != nil } ?? false
      return isWhole ? .whole(bytes) : .damaged(.otherDigest)
    case StoreLayout.highest:
      return HighestNumber(bytes) != nil
        ? .whole(bytes) : .damaged(.noNumber)
    case StoreLayout.format:
      return StoreVersion.isUnreadable(bytes)
        ? .damaged(.malformedFormat) : .whole(bytes)
    case StoreLayout.ignoreFile: return .whole(bytes)
    default:
      do throws(RecordFault) { _ = try Seal.line(of: bytes) } catch {
        return .damaged(error)
      }
      return fault(name, bytes).map { .damaged($0) } ?? .whole(bytes)
    }
  }
}
