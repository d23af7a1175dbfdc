/// Compares the keys of a text merged by lines with what merging them one by one gives.
struct KeyCheck {
  /// Something in a merged text that no side meant.
  struct Fault: Hashable {
    var reason: LineFault
    /// The lines of the sides that it comes from.
    var lines: LineMarks
  }

  private let grammar: KeyGrammar
  private let base: KeyedText
  private let local: KeyedText
  private let upgrade: KeyedText

  /// - Throws: why a side cannot be read.
  init(_ grammar: KeyGrammar, _ sides: MergeSides) throws(MergeRefusal) {
    func read(
      _ bytes: [UInt8], _ side: MergeReason.Side
    ) throws(MergeRefusal) -> KeyedText {
      do { return try grammar.read(bytes) } catch {
        throw MergeRefusal(reason: .unreadableKeys(side, error.fault, line: error.line))
      }
    }
    self.grammar = grammar
    local = try read(sides.local, .local)
    upgrade = try read(sides.upgrade, .upgrade)
    base = try read(sides.base ?? [], .base)
  }

  /// The faults in a merged text, repeated keys first.
  ///
  /// Keys on lines that were `asked` about may be either side's. Where a text of the user's own was put
  /// in, they may be anything, and others may be there, once.
  func faults(in merged: [UInt8], asked: LineMarks, hasOwnText: Bool) -> [Fault] {
    let result: KeyedText
    do { result = try grammar.read(merged) } catch {
      return [
        Fault(reason: .unreadableKeys(error.fault, line: error.line), lines: LineMarks())
      ]
    }
    let all = [base, local, upgrade, result]
    guard all.contains(where: \.repeatsTables) else {
      return faults(all, asked: asked, hasOwnText: hasOwnText)
    }
    var first: [Fault]?
    for identity in TableIdentity.allCases {
      var texts = all
      identity.name(&texts, sides: 3)
      let found = faults(texts, asked: asked, hasOwnText: hasOwnText)
      // It is enough if one way to tell tables apart gives the intended result.
      if found.isEmpty { return [] }
      if first == nil { first = found }
    }
    return first ?? []
  }

  /// The faults in the last of four texts.
  private func faults(_ texts: [KeyedText], asked: LineMarks, hasOwnText: Bool) -> [Fault] {
    let keys = texts.map(LabelledKeys.init)
    var found: [(label: KeyLabel, fault: KeyFault)] = []
    var seen: Set<KeyLabel> = []
    for label in [1, 2, 0, 3].flatMap({ keys[$0].order }) where seen.insert(label).inserted {
      let key = KeyMerge(
        base: keys[0][label], local: keys[1][label], upgrade: keys[2][label],
        result: keys[3][label])
      if let fault = key.fault(asked: asked, hasOwnText: hasOwnText, number: label.number) {
        found.append((label, fault))
      }
    }
    if grammar.joinsTables { found += Self.doubles(keys, hasOwnText: hasOwnText) }
    // Where the user's file has the like already, nothing becomes worse.
    let clash = local.clash == nil ? texts[3].clash : nil
    if found.isEmpty && clash == nil { return [] }
    let origins = KeyOrigins(keys.dropLast())
    var faults = (found.filter(\.fault.isDouble) + found.filter { !$0.fault.isDouble })
      .map { Fault(reason: $0.fault.asLineFault, lines: origins.lines(of: $0.label)) }
    if let clash {
      let name = clash.map(\.name).joined(separator: ".")
      faults.append(
        Fault(reason: .definedInTwoWays(name: name), lines: origins.lines(around: clash)))
    }
    return faults
  }

  /// Keys that occur more often than on a side when all tables of one name are one.
  private static func doubles(
    _ keys: [LabelledKeys], hasOwnText: Bool
  ) -> [(label: KeyLabel, fault: KeyFault)] {
    let counts = keys.map(\.counts)
    return keys[3].order.compactMap { label in
      let most = max(counts[1][label.name] ?? 0, counts[2][label.name] ?? 0, hasOwnText ? 1 : 0)
      guard counts[3][label.name] ?? 0 > most, most > 0, let entry = keys[3][label] else {
        return nil
      }
      return (label, .double(entry))
    }
  }
}

/// Why a file is not merged by lines.
struct MergeRefusal: Error {
  /// `nil` where what called for it says enough.
  var reason: MergeReason?
}

extension MergeSides {
  /// What knows the keys of the sides; `nil` for a text without keys.
  func keyCheck() throws(MergeRefusal) -> KeyCheck? {
    guard format == .text, let grammar = KeyGrammar(fileName: fileName),
      grammar.fits([base ?? [], local, upgrade])
    else { return nil }
    return try KeyCheck(grammar, self)
  }
}
