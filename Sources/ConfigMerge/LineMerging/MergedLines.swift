extension LineMerge {
  /// The merged text.
  ///
  /// `choose` is asked once for each conflict, in order; it is given the conflict's place in
  /// ``conflicts``.
  ///
  /// If the last line is one side's alone, it ends as it does there. Otherwise the text has a final
  /// terminator if local has, unless local has what the base has: then, if the upgrade has.
  func bytes(choosing choose: (Int) -> Choice) -> [UInt8] {
    var writer = LineWriter(into: local, with: [upgrade, base])
    var conflict = 0
    var isEndShared = true
    for (index, chunk) in chunks.enumerated() {
      let choice: Choice
      switch chunk {
      case .same, .agreed:
        writer.append(text(of: .local, inChunk: index))
        isEndShared = true
        continue
      case .local: choice = .local
      case .upgrade: choice = .upgrade
      case .conflict:
        choice = choose(conflict)
        conflict += 1
      }
      let before = writer.bytes.count
      write(choice, inChunk: index, to: &writer)
      if writer.bytes.count > before {
        // Other lines stay unchanged, except for a missing terminator.
        if case .bytes = choice { isEndShared = writer.isOpen } else { isEndShared = false }
      }
    }
    if isEndShared {
      if isTerminated { writer.close() } else { writer.open() }
    }
    return writer.bytes
  }

  /// Whether the end of the text is terminated where it is not one side's alone.
  private var isTerminated: Bool {
    local.endsTerminated == base.endsTerminated ? upgrade.endsTerminated : local.endsTerminated
  }

  /// Writes one side's lines, or those of both, or others.
  private func write(_ choice: Choice, inChunk index: Int, to writer: inout LineWriter) {
    switch choice {
    case .base:
      writer.append(lines(of: .base, inChunk: index), of: base)
    case .local:
      writer.append(text(of: .local, inChunk: index))
    case .upgrade:
      writer.append(lines(of: .upgrade, inChunk: index), of: upgrade)
    case .both:
      writer.append(text(of: .local, inChunk: index))
      writer.append(lines(of: .upgrade, inChunk: index), of: upgrade)
    case .bytes(let bytes):
      writer.append(bytes)
    }
  }
}
