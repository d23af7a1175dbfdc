import FileEffects

/// The bits beside those for reading, writing and running: set-user-ID, set-group-ID and sticky.
///
/// The first two lend the owner's rights to anybody who runs a file, and a store does not know the owner. So
/// they belong to a place and not to the file written there: a replaced file passes its own on, and a new one
/// has none, whatever an archive, an export or a generation says. A folder lends nobody anything: a new one
/// keeps the bits that say whose files are made in it, and who may remove them.
enum SpecialBits {
  static let all: UInt16 = 0o7000
  static let ofNewFolders: UInt16 = 0o3000
  static let setGroup: UInt16 = 0o2000
}

extension Entry {
  /// The entry to write in the place of `present`.
  func written(over present: Entry?) -> Entry {
    if kind == .link { return self }
    var entry = self
    entry.permissions &=
      isDirectory ? ~SpecialBits.all | SpecialBits.ofNewFolders : ~SpecialBits.all
    if let present, present.kind != .link, present.isDirectory == isDirectory {
      entry.permissions = permissions & ~SpecialBits.all | present.permissions & SpecialBits.all
    }
    return entry
  }

  /// Whether it has bits that a new file would not get.
  public var hasSpecialBits: Bool { kind != .link && permissions & SpecialBits.all != 0 }
}

extension Listing {
  /// This state as it can replace `present`: with the set-user-ID, set-group-ID and sticky bits that are
  /// there.
  public func written(over present: Listing) -> Listing {
    // Nearly always.
    guard
      items.contains(where: \.entry.hasSpecialBits)
        || present.items.contains(where: \.entry.hasSpecialBits)
    else { return self }
    var changed: [RelativePath: Entry?] = [:]
    Listing.beside([present, self]) { path, entries in
      guard let entry = entries[1] else { return }
      var written = entry.written(over: entries[0])
      // As every system does it: what is made in a folder that gives its group on gives it on as well.
      if entry.isDirectory, entries[0]?.isDirectory != true, let parent = path.parent,
        let folder = changed[parent] ?? self[parent]
      {
        written.permissions |= folder.permissions & SpecialBits.setGroup
      }
      if written.permissions != entry.permissions { changed[path] = .some(written) }
    }
    return changed.isEmpty ? self : with(changed) { _ in nil }
  }
}
