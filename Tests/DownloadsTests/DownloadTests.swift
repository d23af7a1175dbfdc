import Downloads
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// A server with one file, which answers ranges as RFC 9110 says, and cuts connections where it is told.
private final class FileServer {
  var contents: [UInt8]
  var tag: String?
  var answersRanges = true
  /// After so many bytes of each answer the connection is cut, so many times.
  var cut: (bytes: Int, times: Int) = (0, 0)
  private(set) lazy var client = ScriptedWeb { [unowned self] in answer(to: $0) }

  init(_ contents: [UInt8], tag: String? = "\"1\"") { (self.contents, self.tag) = (contents, tag) }

  private func answer(to request: WebRequest) -> ScriptedWeb.Answer {
    var answer = ScriptedWeb.Answer(body: contents)
    if let tag { answer.fields["etag"] = tag }
    if let none = request["If-None-Match"], none == tag { return .init(status: 304) }
    if answersRanges, let range = request["Range"],
      request["If-Range"] == nil || request["If-Range"] == tag
    {
      let ends = range.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
      let start = Int(ends[0]) ?? max(0, contents.count - (Int(ends[1]) ?? 0))
      let end =
        ends[0].isEmpty
        ? contents.count : min(contents.count, (Int(ends[1]) ?? contents.count - 1) + 1)
      guard start < contents.count else {
        return .init(status: 416, fields: ["content-range": "bytes */\(contents.count)"])
      }
      answer.status = 206
      answer.body = Array(contents[start..<end])
      answer.fields["content-range"] = "bytes \(start)-\(end - 1)/\(contents.count)"
    }
    answer.fields["content-length"] = "\(answer.body.count)"
    if cut.times > 0 {
      cut.times -= 1
      answer.body = Array(answer.body.prefix(cut.bytes))
      answer.fault = .cut
    }
    return answer
  }
}

@Suite(.tags(.unit)) struct DownloadTests {
  private let files = SimulatedDisk()
  private let contents = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private let place: FilePath = "/cache/file.zip"
  private let url: WebURL

  init() throws {
    url = try WebURL("https://a/file.zip")
    try files.ensureDirectory("/cache")
  }

  private struct Wrong: Error {}

  @discardableResult
  private func fetch(
    _ server: FileServer, length: UInt64? = nil, limit: UInt64 = 1 << 20, isRenewed: Bool = false,
    expecting expected: [UInt8]? = nil
  ) throws -> [DownloadProgress] {
    var download = Download(url, to: place, length: length, limit: limit)
    download.isRenewed = isRenewed
    var seen: [DownloadProgress] = []
    try Web.scripted(server.client).download(download, on: files) {
      seen.append($0)
    } check: { part in
      guard try files.read(part) == expected ?? contents else { throw Wrong() }
    }
    return seen
  }

  private func names() throws -> [String] {
    try files.contents(of: "/cache").map { String(decoding: $0.name, as: UTF8.self) }.sorted()
  }

  @Test func `a download that is cut anywhere goes on where it ended`() throws {
    for bytes in [0, 1, 99, 100, 2500, 4999] {
      try? files.remove(place)
      let server = FileServer(contents)
      server.cut = (bytes, 4)
      try fetch(server)
      #expect(try files.read(place) == contents, "\(bytes)")
      #expect(try names() == ["file.zip"])
      let ranges = server.client.requests.map { $0["Range"] }
      #expect(ranges[1] == (bytes == 0 ? nil : "bytes=\(bytes)-"), "\(bytes)")
      if bytes > 0 { #expect(server.client.requests[1]["If-Range"] == "\"1\"") }
    }
  }

  @Test func `a server that never gets to an end is given up`() throws {
    // One byte for each request; two versions by turns, each cut; and one that knows of no length.
    let drop = FileServer(contents)
    drop.cut = (1, 10_000)
    #expect(throws: WebError.failed(url, .cut)) { try fetch(drop) }
    #expect(drop.client.requests.count < 12)
    var number = 0
    let turns = ScriptedWeb { [contents] request in
      number += 1
      guard request["Range"] != nil else {
        return .init(
          fields: ["etag": "\"\(number)\""], body: Array(contents.prefix(3000)), fault: .cut)
      }
      return number % 3 == 0
        ? .init(status: 416)
        : .init(
          status: 206, fields: ["etag": "\"x\"", "content-range": "bytes 3000-4999/5000"], body: [1]
        )
    }
    #expect(throws: WebError.self) {
      try Web.scripted(turns).download(
        Download(url, to: place, limit: 1 << 20), on: files, progress: { _ in }, check: { _ in })
    }
    #expect(number < 20)
  }

  @Test func `another process goes on where one ended`() throws {
    let server = FileServer(contents)
    server.cut = (700, 5)
    // Five times in a row without a byte more than before.
    server.answersRanges = false
    #expect(throws: WebError.failed(url, .cut)) { try fetch(server) }
    #expect(try names() == ["file.zip.part", "file.zip.part.source"])
    server.answersRanges = true
    let seen = try fetch(server)
    #expect(server.client.requests.last?["Range"] == "bytes=700-")
    #expect(
      seen.first?.count == 700
        && seen.last == DownloadProgress(name: "file.zip", count: 5000, total: 5000))
  }

  @Test func `a file that has changed meanwhile starts anew`() throws {
    let server = FileServer(contents)
    server.cut = (700, 1)
    let other = contents.map { $0 ^ 1 }
    var changing = ScriptedWeb { _ in .init() }
    changing = ScriptedWeb { request in
      defer {
        server.contents = other
        server.tag = "\"2\""
      }
      var answer = ScriptedWeb.Answer()
      do {
        _ = try server.client.get(request) { head, piece in
          answer.status = head.status
          answer.fields = head.fields
          answer.body += piece
        }
      } catch { answer.fault = .cut }
      return answer
    }
    try Web.scripted(changing).download(Download(url, to: place, limit: 1 << 20), on: files) { _ in
    } check: { part in
      guard try files.read(part) == other else { throw Wrong() }
    }
    #expect(try files.read(place) == other)
  }

  @Test func `what is all there already is known by status 416, and checked`() throws {
    let server = FileServer(contents)
    try files.replace("/cache/file.zip.part", with: contents)
    try files.replace("/cache/file.zip.part.source", with: Array("\(url)\n\"1\"\n\n\"1\"\n".utf8))
    try fetch(server)
    #expect(server.client.requests.count == 1)
    // One that is longer than the server's is another file.
    try files.replace("/cache/file.zip.part", with: contents + [1])
    try files.replace("/cache/file.zip.part.source", with: Array("\(url)\n\"1\"\n\n\"1\"\n".utf8))
    try fetch(server)
    #expect(try files.read(place) == contents)
  }

  @Test func `a beginning of another file, or without a validator, is not gone on with`() throws {
    for note in ["https://b/other\n\"1\"\n\n\"1\"\n", "\(url)\nW/\"1\"\n\n\n", "", "x"] {
      try files.replace("/cache/file.zip.part", with: [1, 2, 3])
      try files.replace("/cache/file.zip.part.source", with: Array(note.utf8))
      let server = FileServer(contents)
      try fetch(server)
      #expect(server.client.requests.map { $0["Range"] } == [nil], "\(note)")
    }
  }

  @Test func `pieces that do not make the file are fetched once more as a whole`() throws {
    try files.replace("/cache/file.zip.part", with: [9, 9, 9])
    try files.replace("/cache/file.zip.part.source", with: Array("\(url)\n\"1\"\n\n\"1\"\n".utf8))
    let server = FileServer(contents)
    try fetch(server)
    #expect(server.client.requests.map { $0["Range"] } == ["bytes=3-", nil])
    #expect(try files.read(place) == contents)
  }

  @Test func `what is not the file that was wanted does not stay`() throws {
    #expect(throws: Wrong.self) { try fetch(FileServer(contents), expecting: [1]) }
    #expect(try names() == [])
  }

  @Test func `a file of another length, or a longer one than it may be, is refused at once`() throws
  {
    let server = FileServer(contents)
    #expect(throws: WebError.otherLength(url, expected: 7, found: 5000)) {
      try fetch(server, length: 7)
    }
    #expect(throws: WebError.tooLong(url, limit: 4999)) { try fetch(server, limit: 4999) }
    #expect(server.client.requests.count == 2)
    let silent = ScriptedWeb { [contents] _ in .init(body: contents) }
    #expect(throws: WebError.tooLong(url, limit: 100)) {
      try Web.scripted(silent).download(
        Download(url, to: place, limit: 100), on: files, progress: { _ in }, check: { _ in })
    }
    #expect(try files.metadata(place) == nil)
  }

  @Test func `one that is renewed is sent again only if it has changed`() throws {
    let server = FileServer(contents)
    try fetch(server, isRenewed: true)
    #expect(try names() == ["file.zip", "file.zip.source"])
    try fetch(server, isRenewed: true)
    #expect(server.client.requests.last?["If-None-Match"] == "\"1\"")
    server.contents = [1, 2]
    server.tag = "\"2\""
    try fetch(server, isRenewed: true, expecting: [1, 2])
    #expect(try files.read(place) == [1, 2])
  }

  @Test func `parts of a file are of one version, and cut ones go on`() throws {
    let server = FileServer(contents)
    let file = RemoteFile(url, over: .scripted(server.client))
    let (start, bytes) = try file.tail(10)
    #expect(start == 4990 && bytes == Array(contents.suffix(10)) && file.length == 5000)
    server.cut = (33, 2)
    var read: [UInt8] = []
    try file.read(100..<300) { read += $0 }
    #expect(read == Array(contents[100..<300]))
    #expect(
      server.client.requests.suffix(3).map { $0["Range"] } == [
        "bytes=100-299", "bytes=133-299", "bytes=166-299",
      ])
    server.tag = "\"2\""
    #expect(throws: RemoteFile.OnlyWhole.self) { try file.read(0..<5) { _ in } }
    server.answersRanges = false
    let other = RemoteFile(url, over: .scripted(server.client))
    #expect(throws: RemoteFile.OnlyWhole.self) { try other.tail(10) }
    #expect(other.bytes == 0)
  }

  @Test(arguments: [
    "bytes 18446744073709551615-18446744073709551615/18446744073709551615",
    "bytes 0-9/9223372036854775807",
    "bytes */*", "bytes 5-9/*", "bytes -5-9/10", "items 0-9/10", "bytes 0-9", "",
  ]) func `a part of a place that cannot be is none, and never a crash`(range: String) {
    let client = ScriptedWeb { [contents] _ in
      .init(status: 206, fields: ["content-range": range], body: Array(contents.prefix(10)))
    }
    #expect(throws: RemoteFile.OnlyWhole.self) {
      try RemoteFile(url, over: .scripted(client)).tail(10)
    }
    #expect(throws: RemoteFile.OnlyWhole.self) {
      try RemoteFile(url, over: .scripted(client)).read(0..<10) { _ in }
    }
  }

  @Test func `merged ranges hold all that was wanted, in as many as there may be`() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let ranges = (0..<Int.random(in: 0...20, using: &random)).map { _ in
        let start = UInt64.random(in: 0..<1000, using: &random)
        return start..<start + UInt64.random(in: 0...50, using: &random)
      }
      let (gap, count) = (
        UInt64.random(in: 0...40, using: &random), Int.random(in: 1...6, using: &random)
      )
      let merged = ranges.merged(gap: gap, count: count)
      #expect(merged.count <= count)
      for range in ranges where !range.isEmpty {
        #expect(
          merged.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
        )
      }
      for (first, second) in zip(merged, merged.dropFirst()) {
        #expect(first.upperBound + gap < second.lowerBound)
      }
      // Each begins and ends with something that was wanted.
      for range in merged {
        #expect(ranges.contains { $0.lowerBound == range.lowerBound })
        #expect(ranges.contains { $0.upperBound == range.upperBound })
      }
    }
  }

  @Test func `a speed is that of the last seconds`() {
    var speed = TransferSpeed()
    #expect(speed.bytesPerSecond == nil)
    for tenth in 0...100 { speed.add(UInt64(tenth * 100), at: Double(tenth) / 10) }
    #expect(abs((speed.bytesPerSecond ?? 0) - 1000) < 1)
    for tenth in 101...200 { speed.add(10_000, at: Double(tenth) / 10) }
    #expect(speed.bytesPerSecond == 0)
    speed.add(5, at: 21)
    #expect(speed.bytesPerSecond == nil)
  }
}
