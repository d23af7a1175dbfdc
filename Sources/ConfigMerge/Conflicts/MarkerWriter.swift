/// The lines between which a text shows a conflict, as `git` writes them in its `diff3`
/// style.
struct MarkerWriter: Hashable, Sendable {
  /// The label behind the markers of each side; none if it is empty.
  var base: String
  var local: String
  var upgrade: String
  /// How many characters a marker has.
  var size: Int

  init(base: String, local: String, upgrade: String, size: Int = 7) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
    self.size = size
  }

  /// One text out of three views of it, which differ where there are conflicts.
  ///
  /// Where the local and the upgrade's view have different lines, both are between markers, with
  /// the base's if it is given. Lines are compared without their terminators. Everything else is
  /// the local view, byte for byte, except that a last line gets a terminator if a marker follows.
  /// Markers, and lines of the other views, end as most lines of the local view do.
  func bytes(base baseView: [UInt8]?, local localView: [UInt8], upgrade upgradeView: [UInt8])
    -> [UInt8]
  {
    // Against the local view as its own base, all that the upgrade's has otherwise is a change.
    let merge = LineMerge(base: baseView ?? localView, local: localView, upgrade: upgradeView)
    return bytes(of: merge, hasBase: baseView != nil) { _ in true }
  }

  /// The local view with markers around what the upgrade changed and it does not have.
  func bytes(base: [UInt8]?, local localView: [UInt8], without upgrade: [UInt8]) -> [UInt8] {
    let merge = LineMerge(base: base ?? localView, local: localView, upgrade: upgrade)
    return bytes(of: merge, hasBase: base != nil) { chunk in
      if case .local = chunk { false } else { true }
    }
  }

  private func bytes(
    of merge: LineMerge, hasBase: Bool, isMarked: (LineMerge.Chunk) -> Bool
  ) -> [UInt8] {
    var writer = LineWriter(into: merge.local, with: [merge.upgrade, merge.base])
    for (index, chunk) in merge.chunks.enumerated() {
      switch chunk {
      case .same, .agreed:
        writer.append(merge.text(of: .local, inChunk: index))
      case let chunk where !isMarked(chunk):
        writer.append(merge.text(of: .local, inChunk: index))
      case .local, .upgrade, .conflict:
        write("<", local, to: &writer)
        writer.append(merge.text(of: .local, inChunk: index))
        if hasBase {
          write("|", base, to: &writer)
          writer.append(merge.lines(of: .base, inChunk: index), of: merge.base)
        }
        write("=", "", to: &writer)
        writer.append(merge.lines(of: .upgrade, inChunk: index), of: merge.upgrade)
        write(">", upgrade, to: &writer)
      }
    }
    return writer.bytes
  }

  /// Writes the line of a marker.
  private func write(_ character: Character, _ label: String, to writer: inout LineWriter) {
    let marker = String(repeating: character, count: size)
    writer.append((label.isEmpty ? marker : marker + " " + label).utf8)
    writer.close()
  }
}
