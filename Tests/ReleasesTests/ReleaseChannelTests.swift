import Downloads
import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Releases

/// What somebody names as the place where releases come from, and which release is taken.
@Suite(.tags(.unit)) struct ReleaseChannelTests {
  private func channel(_ text: String, here: Set<String> = []) throws -> ReleaseChannel {
    try ReleaseChannel(text, path: FilePath(text), gitHubHost: "github.com") {
      here.contains($0.string)
    }
  }

  @Test(arguments: [
    ("owner/name", "owner/name"), ("owner/name.git", "owner/name"),
    ("o-1/n_2.x@v1.0", "o-1/n_2.x@v1.0"),
    ("owner/name/", "owner/name"), ("github.com/owner/name", "owner/name"),
    ("git@github.com:owner/name.git", "owner/name"),
    ("https://github.com/owner/name", "owner/name"),
    ("https://github.com/owner/name/", "owner/name"),
    ("https://www.github.com/owner/name.git", "owner/name"),
    ("https://github.com/owner/name/releases", "owner/name"),
    ("https://github.com/owner/name/releases/latest", "owner/name"),
    ("https://github.com/owner/name/releases/tag/v1.0", "owner/name@v1.0"),
    ("https://github.com/owner/name/tree/v1.0", "owner/name@v1.0"),
  ]) func `a repository on GitHub is named by its name or by a page`(text: String, name: String)
    throws
  {
    guard case .gitHub(let repository) = try channel(text) else {
      Issue.record("\(text)")
      return
    }
    #expect("\(repository)" == name)
  }

  @Test(arguments: [
    "https://github.com/owner/name/releases/download/v1/cortex-v1.0.0-full.zip",
    "https://github.com/owner/name/archive/v1.tar.gz", "https://github.com/",
    "https://example.org/owner/name", "http://example.org/r/",
  ]) func `any other URL is one`(text: String) throws {
    #expect(try channel(text) == .web(WebURL(text)))
  }

  @Test(arguments: [
    "/owner/name", "../name", "./owner/name", "owner", "a/b/c", "owner/..", "-o/name",
    "owner/name@",
    "owner/name@a..b/.x", "git:main", "git:DIR@v1", "o w/name",
  ]) func `anything else is a path`(text: String) throws {
    #expect(try channel(text) == .local(FilePath(text)))
  }

  @Test func `a repository of another GitHub is named with its host`() throws {
    func named(_ text: String) throws -> ReleaseChannel {
      try ReleaseChannel(text, path: FilePath(text), gitHubHost: "ghe.example.org") { _ in false }
    }
    for text in ["corp/cortex", "https://ghe.example.org/corp/cortex"] {
      let channel = try named(text)
      #expect("\(channel)" == "https://ghe.example.org/corp/cortex")
      #expect(try named("\(channel)") == channel)
    }
    let tag = try named("corp/cortex@v1")
    #expect(try named("\(tag)") == tag)
    let usual = try WebURL("https://github.com/corp/cortex")
    #expect(try named("https://github.com/corp/cortex") == .web(usual))
  }

  @Test func `what is here is a path, also where its folder alone is`() throws {
    #expect(try channel("owner/name", here: ["owner/name"]) == .local("owner/name"))
    #expect(try channel("owner/name", here: ["owner"]) == .local("owner/name"))
  }

  @Test func `a file URL is a place on this machine`() throws {
    for text in ["file:///a/b%20c", "file:/a/b%20c", "FILE://localhost/a/b%20c"] {
      #expect(try channel(text) == .local("/a/b c"), "\(text)")
    }
    for text in ["file://other/a", "file:a", "file:///a%0", "file:///a%00b"] {
      #expect(throws: ReleaseChannel.Fault.fileURL) { try channel(text) }
    }
  }

  // MARK: The choice

  private func release(_ text: String?, isPrerelease: Bool? = nil) throws -> OfferedRelease {
    OfferedRelease(
      version: text.flatMap { ReleaseVersion($0) }, name: text ?? "?", isPrerelease: isPrerelease,
      contents: .packages(OfferedPackages([])))
  }

  @Test func `the newest finished release is taken, whatever the order`() throws {
    let from = ReleaseChannel.local("x")
    let all = try [
      release("5.3.0"), release("5.10.0"), release("6.0.0-rc.1"), release("5.9.0"),
      release("5.11.0", isPrerelease: true),
    ]
    #expect(try all.choice(nil, takesPrereleases: false, from: from).name == "5.10.0")
    #expect(try all.choice(nil, takesPrereleases: true, from: from).name == "6.0.0-rc.1")
    let version = ReleaseVersion("6.0.0-rc.1")
    #expect(try all.choice(version, takesPrereleases: false, from: from).name == "6.0.0-rc.1")
    let missing = try #require(ReleaseVersion("7.0.0"))
    #expect(throws: ChannelError.self) {
      try all.choice(missing, takesPrereleases: true, from: from)
    }
    // Only its files say which version it is.
    #expect(try [release(nil)].choice(missing, takesPrereleases: false, from: from).version == nil)
    #expect(throws: ChannelError.noReleases(from)) {
      try [OfferedRelease]().choice(nil, takesPrereleases: true, from: from)
    }
    let onlyUnfinished = try [release("1.0.0-a")]
    #expect(throws: ChannelError.onlyPrereleases(from, onlyUnfinished.compactMap(\.version))) {
      try onlyUnfinished.choice(nil, takesPrereleases: false, from: from)
    }
  }

  // MARK: git's digests

  @Test func `a digest is the one that git gives`() {
    // `git hash-object` of nothing, and of "hello\n", in a repository with either kind of digest.
    #expect(GitTree.digest(of: [], digits: 40) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    #expect(
      GitTree.digest(of: Array("hello\n".utf8), digits: 40)
        == "ce013625030ba8dba906f756967f9e9ca394464a")
    #expect(
      GitTree.digest(of: [], digits: 64)
        == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
  }

  @Test func `what git lists is read, names with line feeds in them too`() {
    let text = "100644 blob aa\tsrc/a b\n.py\0120000 blob bb\tlink\0160000 commit cc\tsub\0"
    let tree = GitTree(listed: Array(text.utf8))
    #expect(
      tree.files.map { "\($0.key.bytes.count) \($0.value)" }.sorted() == ["11 aa", "4 bb"])
  }
}
