import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.sweep), .exceptQuick) struct AliasLawTests {
  /// Templates that take what is common from bases, by name.
  struct Templates {
    var bases: [(key: String, anchor: String, value: Int)] = []
    var templates: [(key: String, bases: [Int], title: Int)] = []

    var text: [UInt8] {
      var text = "bases:\n"
      for base in bases { text += "  \(base.key): &\(base.anchor)\n    v: \(base.value)\n" }
      text += "templates:\n"
      for template in templates {
        let names = template.bases.map { "*" + bases[$0 % bases.count].anchor }
        text += "  \(template.key):\n"
        text += names.count == 1 ? "    <<: \(names[0])\n" : ""
        text += names.count > 1 ? "    <<: [\(names.joined(separator: ", "))]\n" : ""
        text += "    title: \(template.title)\n"
      }
      return Array(text.utf8)
    }
  }

  struct Generator {
    var random: SeededGenerator
    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func templates() -> Templates {
      var result = Templates()
      for index in 0..<(2 + pick(3)) { result.bases.append(("b\(index)", "n\(index)", pick(9))) }
      for index in 0..<(2 + pick(4)) {
        result.templates.append(("t\(index)", (0..<pick(3)).map { _ in pick(9) }, pick(9)))
      }
      return result
    }

    mutating func changed(_ templates: Templates, mark: String) -> Templates {
      var result = templates
      for _ in 0..<(1 + pick(4)) {
        let (base, template) = (pick(result.bases.count), pick(result.templates.count))
        switch pick(9) {
        case 0: result.bases[base].value = 10 + pick(90)
        case 1: result.bases[base].anchor = "\(mark)\(pick(5))"
        case 2: result.bases.swapAt(base, pick(result.bases.count))
        case 3: result.bases.insert(("\(mark)\(pick(99))", "n\(pick(6))", pick(9)), at: base)
        case 4 where result.bases.count > 1: result.bases.remove(at: base)
        case 5: result.templates[template].bases = (0..<pick(3)).map { _ in pick(9) }
        case 6: result.templates.append(("\(mark)\(pick(99))", [pick(9)], pick(9)))
        case 7 where result.templates.count > 1: result.templates.remove(at: template)
        default: result.templates[template].title = 10 + pick(90)
        }
      }
      var seen: Set<String> = []
      result.bases = result.bases.filter { seen.insert($0.key).inserted }
      result.templates = result.templates.filter { seen.insert($0.key).inserted }
      return result
    }
  }

  /// What a template takes from: the base's key and what is in it.
  struct Meaning: Equatable {
    var key: String
    var value: String

    /// Whether it is the same base, or one that holds the same.
    func isSame(as other: Meaning) -> Bool { key == other.key || value == other.value }
  }

  /// For each template what it takes from, as whoever reads the text finds it.
  private static func meanings(_ bytes: [UInt8]) throws -> [String: [Meaning]] {
    let root = try LawTests.root(bytes)
    var bases: [String: Meaning] = [:]
    for base in root["bases"]?.elements ?? [] {
      if let anchor = base.value.anchor, let key = base.key?.text {
        bases[anchor] = Meaning(key: key, value: base.value.inBrackets(format: .yaml))
      }
    }
    let nothing = Meaning(key: "nothing", value: "")
    var found: [String: [Meaning]] = [:]
    for template in root["templates"]?.elements ?? [] {
      found[template.key?.text ?? ""] =
        (template.value["<<"]?.aliases ?? []).map { bases[$0] ?? nothing }
    }
    return found
  }

  @Test func `a template takes from the bases that a side of the merge meant`() throws {
    for seed in LawTests.seeds {
      var generator = Generator(random: SeededGenerator(seed: seed))
      let base = generator.templates()
      let texts = [
        base, generator.changed(base, mark: "mine"), generator.changed(base, mark: "new"),
      ].map(\.text)
      for answer: Resolution? in [nil, .upgrade] {
        let merged = LawTests.merge(texts[0], texts[1], texts[2], answer)
        let meant = try texts.dropFirst().map(Self.meanings)
        for (key, found) in try Self.meanings(merged.bytes) {
          let isMeant = meant.contains { side in
            side[key].map {
              $0.count == found.count && zip($0, found).allSatisfy { $0.isSame(as: $1) }
            }
              ?? false
          }
          #expect(isMeant, "seed \(seed): \(key) \(found)")
        }
      }
    }
  }
}
