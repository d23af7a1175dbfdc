import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// Decisions about one file, over every way in which its sides can agree, differ or be missing.
@Suite(.tags(.unit)) struct DecisionTests {
  struct Case: CustomTestStringConvertible {
    var layer: Layer
    var base: Entry?
    var local: Entry?
    var other: Entry?
    var isOurs: Bool

    var testDescription: String {
      func word(_ entry: Entry?) -> String {
        entry.map { "\($0.kind) \($0.object.description.prefix(4)) \($0.permissions)" } ?? "none"
      }
      return "\(layer), \(word(base)), \(word(local)), \(word(other)), \(isOurs)"
    }

    var decision: FileDecision {
      .decide(layer: layer, sides, isOurs: isOurs)
    }

    var sides: Sides<Entry?> { Sides(base: base, local: local, target: other) }

    var isEdited: Bool { !same(local, base) }
  }

  static func same(_ left: Entry?, _ right: Entry?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.hasSameContents(as: right)
  }

  /// The user's mask makes no other file of it; being able to be run does, and so does a link.
  static let versions: [Entry?] = [
    nil, .text("one"), .text("one", permissions: 0o600), .text("one", permissions: 0o755),
    .text("two"), .link("one"), .text("three"),
  ]

  static let all: [Case] = Layer.allCases.flatMap { layer in
    [false, true].flatMap { isOurs in
      versions.flatMap { base in
        versions.flatMap { local in
          versions.map { Case(layer: layer, base: base, local: local, other: $0, isOurs: isOurs) }
        }
      }
    }
  }

  @Test func `a file of the brain that is there is never replaced or removed`() {
    for found in Self.all where found.layer == .brain && found.local != nil {
      #expect([.preserved, .unchanged].contains(found.decision), "\(found.testDescription)")
    }
  }

  @Test func `a file is removed only where it is core, was shipped, and is as it was shipped`() {
    for found in Self.all where found.decision == .removed {
      #expect(
        found.layer == .core && found.base != nil && found.other == nil && !found.isEdited,
        "\(found.testDescription)")
    }
  }

  @Test func `what a release no longer ships goes if nobody edited it, and stays if somebody did`()
  {
    for found in Self.all where found.other == nil {
      guard found.layer == .core, found.base != nil, found.local != nil else {
        #expect(found.decision == .unchanged, "\(found.testDescription)")
        continue
      }
      #expect(found.decision == (found.isEdited ? .keptEdited : .removed))
    }
  }

  @Test func `what the user edited is replaced only where it is core, and then it is listed`() {
    for found in Self.all where found.local != nil && found.isEdited {
      let isUnknownCore = found.layer == .core && found.base == nil && found.isOurs
      switch found.decision {
      case .replaced: #expect(isUnknownCore, "\(found.testDescription)")
      case .replacedEdited: #expect(found.layer == .core && found.base != nil)
      case .added, .removed: Issue.record("\(found.testDescription)")
      default: break
      }
    }
  }

  @Test func `an edited core file is replaced by another one that is shipped`() {
    for found in Self.all where found.layer == .core && found.base != nil && found.isEdited {
      guard found.local != nil, found.other != nil, !Self.same(found.local, found.other) else {
        continue
      }
      #expect(found.decision == .replacedEdited)
    }
  }

  @Test func `nobody's own file is replaced because a release ships the same path`() {
    for found in Self.all where found.base == nil && found.local != nil && !found.isOurs {
      #expect(
        [.unchanged, .preserved, .conflict].contains(found.decision), "\(found.testDescription)")
    }
  }

  @Test func `a configuration follows the side that changed it, and two that did are a conflict`() {
    for found in Self.all where found.layer == .config {
      guard let base = found.base, let other = found.other else { continue }
      let releaseChanged = !other.hasSameContents(as: base)
      switch (found.isEdited, releaseChanged) {
      case (_, false): #expect(found.decision == .unchanged)
      case (false, true): #expect(found.decision == .replaced)
      case (true, true):
        let isAgreed = Self.same(found.local, other)
        #expect(found.decision == (isAgreed ? .unchanged : .conflict), "\(found.testDescription)")
      }
    }
  }

  @Test func `a file that is missing is installed, but for a configuration that the user deleted`()
  {
    for found in Self.all where found.local == nil && found.other != nil {
      if found.layer == .config && found.base != nil { continue }
      #expect(found.decision == .added)
    }
  }

  @Test func `what is there already is left alone`() {
    for found in Self.all {
      guard let local = found.local, let other = found.other, local.hasSameContents(as: other)
      else {
        continue
      }
      #expect(found.decision == (found.layer == .brain ? .preserved : .unchanged))
    }
  }

  // MARK: Going to another generation

  private func decide(_ found: Case) -> SwitchDecision {
    SwitchDecision(found.sides)
  }

  private func isEqual(_ left: Entry?, _ right: Entry?) -> Bool {
    left.map { $0.isSameOnDisk(as: right) } ?? (right == nil)
  }

  private static let switches = all.filter { $0.layer == .core && !$0.isOurs }

  @Test func `what nobody touched since becomes what the target has`() {
    for found in Self.switches where isEqual(found.base, found.local) {
      #expect(decide(found) == (isEqual(found.local, found.other) ? .keep : .take))
    }
  }

  @Test func `where both generations agree the user's work since stays`() {
    for found in Self.switches where isEqual(found.base, found.other) {
      #expect(decide(found) == .keep)
    }
  }

  @Test func `what the user made is never taken away, and what was edited is listed`() {
    for found in Self.switches where !isEqual(found.base, found.local) {
      guard !isEqual(found.base, found.other), !isEqual(found.local, found.other) else { continue }
      let isKept = found.base == nil || found.other == nil
      #expect(decide(found) == (isKept ? .keepEdit : .takeOverEdit), "\(found.testDescription)")
    }
  }
}
