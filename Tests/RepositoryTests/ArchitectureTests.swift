import Foundation
import TestSupport
import Testing

/// The pages of the repository say what is so.
@Suite(.tags(.unit)) struct ArchitectureTests {
  private let package: PackageDescription
  private let page: String

  init() throws {
    package = PackageDescription(try Repository.text(of: "Package.swift"))
    page = try Repository.text(of: "docs/architecture.md")
  }

  @Test func `the diagram of the floors has the arrows of the package, and no other`() {
    let drawn = page.matches(of: /(?m)^  (\w+) --> (\w+)$/).map {
      Arrow(from: String($0.1), to: String($0.2))
    }
    #expect(Set(drawn).count == drawn.count, "an arrow is drawn twice")
    #expect(Set(drawn).subtracting(package.arrows) == [], "drawn, and not in the package")
    #expect(package.arrows.subtracting(drawn) == [], "in the package, and not drawn")
    #expect(package.arrows.count > 15)
  }

  @Test func `every module is described`() {
    let described = page.matches(of: /(?m)^\| `(\w+)` \|/).map { String($0.1) }
    #expect(Set(described) == Set(package.modules))
  }

  @Test func `every script is in the index of scripts`() throws {
    let index = try Repository.text(of: "Scripts/README.md")
    let folder = Repository.root.appending(path: "Scripts").path()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name != "README.md" && name != "lib" {
      #expect(index.contains(try Regex("(?m)^\\| `\(name)[` ]")), "\(name) is missing")
    }
  }
}
