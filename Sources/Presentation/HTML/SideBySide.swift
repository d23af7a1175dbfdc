import ConfigMerge
import FileEffects

/// Two texts beside each other, line by line: what changed, with a few lines around it, and the rest folded.
struct SideBySide: Hashable {
  /// A line of one text.
  struct Line: Hashable {
    /// Counted from 1.
    var number: Int
    /// Shortened where it is long.
    var text: String
    /// Whether the text ends with it, and no line break.
    var isOpen: Bool
  }

  /// A line of both texts, or what is in their place on either side.
  struct Row: Hashable {
    var old: Line?
    var new: Line?
    var isSame: Bool
  }

  /// Rows that belong together.
  struct Stretch: Hashable {
    var rows: [Row]
    /// Whether nothing changed in them, and they are further from a change than its context.
    var isFolded: Bool
  }

  private(set) var stretches: [Stretch] = []

  /// How many lines around a change are shown.
  static let context = 3

  init(from old: [UInt8], to new: [UInt8]) {
    let rows = Self.rows(UnifiedDiff(from: old, to: new, context: .max / 4))
    var isNear = Array(repeating: false, count: rows.count)
    for (index, row) in rows.enumerated() where !row.isSame {
      let near = max(0, index - Self.context)...min(rows.count - 1, index + Self.context)
      for place in near { isNear[place] = true }
    }
    for (row, isNear) in zip(rows, isNear) {
      if stretches.last?.isFolded == !isNear {
        stretches[stretches.count - 1].rows.append(row)
      } else {
        stretches.append(Stretch(rows: [row], isFolded: !isNear))
      }
    }
    // One or two lines are no less than the sentence in their place.
    for index in stretches.indices where stretches[index].rows.count < 3 {
      stretches[index].isFolded = false
    }
  }

  /// How many lines came and went.
  var counts: (added: Int, removed: Int) {
    let changed = stretches.flatMap(\.rows).filter { !$0.isSame }
    return (changed.count { $0.new != nil }, changed.count { $0.old != nil })
  }

  private static func rows(_ diff: UnifiedDiff) -> [Row] {
    var rows: [Row] = []
    var (old, new): ([Line], [Line]) = ([], [])
    var numbers = (old: 0, new: 0)
    func close() {
      for index in 0..<max(old.count, new.count) {
        rows.append(
          Row(
            old: index < old.count ? old[index] : nil, new: index < new.count ? new[index] : nil,
            isSame: false))
      }
      (old, new) = ([], [])
    }
    for line in diff.hunks.flatMap(\.lines) {
      if line.kind != .added { numbers.old += 1 }
      if line.kind != .removed { numbers.new += 1 }
      switch line.kind {
      case .removed: old.append(Line(numbers.old, line))
      case .added: new.append(Line(numbers.new, line))
      case .context:
        close()
        rows.append(Row(old: Line(numbers.old, line), new: Line(numbers.new, line), isSame: true))
      }
    }
    close()
    return rows
  }
}

extension SideBySide.Line {
  fileprivate init(_ number: Int, _ line: UnifiedDiff.Line) {
    let text = Spelling.lines(String(decoding: line.bytes, as: UTF8.self))
    self.number = number
    isOpen = line.isOpen
    self.text =
      text.utf8.count > PageBudget.lineLength
      ? text.prefix(PageBudget.lineLength - 1) + "…" : text
  }
}
