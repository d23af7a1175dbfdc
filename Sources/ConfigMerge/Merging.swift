extension MergedFile {
  /// Merges three sides of one file.
  ///
  /// `answer` is asked once for each conflict; without an answer the user's stays. A pure function: the
  /// same sides and answers give the same bytes. Files are merged by their structure where they have
  /// one on all sides, line by line where they have not; JSON that cannot be read, and a file that is
  /// too large, is one conflict.
  public init(merging sides: MergeSides, answering answer: (Conflict) -> Resolution?) {
    self = withoutActuallyEscaping(answer) { answer in
      Self.merged(sides) { conflict in answer(conflict).map { .given($0) } }
    }
  }

  static func merged(
    _ sides: MergeSides, answer: @escaping (Conflict) -> ThreeWayMerge.Answer?
  ) -> MergedFile {
    let largest = max(sides.local.count, sides.upgrade.count, sides.base?.count ?? 0)
    guard largest <= ConfigText.maximumBytes else {
      return whole(
        sides, answer,
        reason: "it has \(largest) bytes, and up to \(ConfigText.maximumBytes) are merged")
    }
    let texts: [ConfigText]
    switch sides.read() {
    case .failure(let problem) where problem.isExcess:
      return whole(sides, answer, reason: problem.reason)
    case .failure(let problem) where sides.format == .json:
      // Lines know nothing of commas.
      return whole(sides, answer, reason: problem.reason)
    case .failure(let problem): return merged(byLines: sides, answer, reason: problem.reason)
    case .success(let read): texts = read
    }
    let base = sides.base == nil ? nil : texts.last?.namingAnchors(as: texts[0])
    let cache = Answers(answer)
    guard
      let merge = StructureMerge(
        base: base, local: texts[0], upgrade: texts[1].namingAnchors(as: texts[0], base: base),
        answer: cache.answer)
    else {
      return whole(sides, answer, reason: "its changes cannot be told apart")
    }
    // Where the user changed nothing, there is nothing to ask.
    if !merge.conflicts.isEmpty, sides.base == sides.local {
      return MergedFile(bytes: sides.upgrade, method: .whole, changes: merge.changes)
    }
    return MergedFile(
      bytes: merge.bytes, method: .structure, conflicts: merge.conflicts,
      questions: merge.questions, changes: merge.changes)
  }

  /// One conflict for the file as a whole.
  static func whole(
    _ sides: MergeSides, _ answer: (Conflict) -> ThreeWayMerge.Answer?, reason: String
  ) -> MergedFile {
    if sides.local == sides.upgrade || sides.base == sides.upgrade {
      return MergedFile(bytes: sides.local, method: .whole, reason: reason)
    }
    if sides.base == sides.local {
      return MergedFile(bytes: sides.upgrade, method: .whole, reason: reason)
    }
    func side(_ bytes: [UInt8]) -> Conflict.Side {
      Conflict.Side(line: 1, column: 1, text: "\(bytes.count) bytes")
    }
    let conflict = Conflict(
      path: "", kind: .wholeFile, base: sides.base.map(side), local: side(sides.local),
      upgrade: side(sides.upgrade), identity: sides.identity, choices: [.local, .upgrade],
      suggestion: .local, reason: reason)
    var (bytes, resolution): ([UInt8], Resolution?) = (sides.local, nil)
    switch answer(conflict) {
    case .given(.upgrade): (bytes, resolution) = (sides.upgrade, .upgrade)
    case .given(.text(let text)): (bytes, resolution) = (Array(text.utf8), .text(text))
    case .given: resolution = .local
    case .base: bytes = sides.base ?? sides.local
    case nil: break
    }
    return MergedFile(
      bytes: bytes, method: .whole, reason: reason,
      conflicts: [Decided(conflict: conflict, resolution: resolution)])
  }

  /// The merge with every conflict between labelled markers, as `git` writes them: for an editor.
  ///
  /// Where there is a conflict, there are markers: what of the release has no place in the user's text
  /// stands between them as the release's file has it.
  public static func marked(
    _ sides: MergeSides, base: String, local: String, upgrade: String, markerSize: Int = 7
  ) -> [UInt8] {
    func view(_ answer: ThreeWayMerge.Answer) -> MergedFile { merged(sides) { _ in answer } }
    let markers = ConflictMarkers(base: base, local: local, upgrade: upgrade, size: markerSize)
    let (ours, theirs) = (view(.given(.local)), view(.given(.upgrade)))
    let hasBase = sides.base != nil
    if ours.conflicts.isEmpty { return ours.bytes }
    // Of keys that are there twice the base's have no place in the user's text.
    if theirs.isDecided, !ours.conflicts.contains(where: { $0.conflict.kind == .duplicateKey }) {
      let marked = markers.bytes(
        base: hasBase ? view(.base).bytes : nil, local: ours.bytes, upgrade: theirs.bytes)
      if marked != ours.bytes { return marked }
    }
    let missing = markers.bytes(base: sides.base, local: ours.bytes, without: sides.upgrade)
    return missing != ours.bytes
      ? missing : markers.bytes(base: nil, local: ours.bytes, upgrade: sides.upgrade)
  }
}

/// Answers, each asked for once however often a merge is tried.
private final class Answers {
  private let ask: (Conflict) -> ThreeWayMerge.Answer?
  private var known: [Conflict: ThreeWayMerge.Answer?] = [:]

  init(_ ask: @escaping (Conflict) -> ThreeWayMerge.Answer?) { self.ask = ask }

  func answer(_ conflict: Conflict) -> ThreeWayMerge.Answer? {
    if let answer = known[conflict] { return answer }
    let answer = ask(conflict)
    known[conflict] = .some(answer)
    return answer
  }
}

extension MergeSides {
  /// Reads local, upgrade and, where there is one, base: all by their structure, or none.
  func read() -> Result<[ConfigText], ConfigText.Problem> {
    var texts: [ConfigText] = []
    for (bytes, name) in [(local, "your file"), (upgrade, "the release's"), (base, "the base")] {
      guard let bytes else { continue }
      switch ConfigText.read(bytes, format) {
      case .success(let text): texts.append(text)
      case .failure(var problem):
        problem.reason =
          "\(name) cannot be read: line \(problem.line), column \(problem.column): "
          + problem.reason
        return .failure(problem)
      }
    }
    return .success(texts)
  }

  /// Equal for equal sides.
  var identity: String {
    [base ?? [], local, upgrade].map { "\($0.count):\(String(decoding: $0, as: UTF8.self))" }
      .joined(separator: "\0")
  }
}
