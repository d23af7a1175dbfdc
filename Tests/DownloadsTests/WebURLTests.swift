import Downloads
import TestSupport
import Testing

@Suite(.tags(.unit)) struct WebURLTests {
  @Test(arguments: [
    ("https://Example.org", "https://example.org/"),
    ("HTTP://example.org:80/a/b?c=d#e", "http://example.org/a/b?c=d"),
    ("https://example.org:8443/x y", nil),
    ("https://[::1]:81/", "http"),
    ("https://example.org/ä", "https://example.org/%C3%A4"),
    ("https://example.org?x", "https://example.org/?x"),
  ]) func `a URL is read as it can be asked for`(text: String, expected: String?) throws {
    guard let expected else {
      #expect(throws: WebURL.Fault.badCharacter) { try WebURL(text) }
      return
    }
    let url = try WebURL(text)
    if expected != "http" { #expect(url.text == expected) }
    #expect(try WebURL(url.text) == url)
  }

  @Test(arguments: [
    ("ftp://example.org/", WebURL.Fault.otherScheme), ("example.org", .otherScheme),
    ("https:///x", .noHost), ("https://:80/", .noHost), ("https://a b/", .badCharacter),
    ("https://ex\u{e4}mple.org/", .badHost("ex\u{e4}mple.org")), ("https://a:0/", .badPort("0")),
    ("https://a:99999/", .badPort("99999")), ("https://me:secret@a/", .credentials),
    ("https://me@a/", .credentials), ("https://a/x\u{1}", .badCharacter),
    ("https://a\\b/", .badCharacter),
  ]) func `what is no URL is refused for a reason`(text: String, fault: WebURL.Fault) {
    #expect(throws: fault) { try WebURL(text) }
  }

  @Test func `a folder ends with a slash, and what is in it is named by its characters`() throws {
    let folder = try WebURL("https://a/b/c/")
    #expect(folder.isFolder && folder.folder == folder)
    #expect("\(folder.appending("x y#z?.zip"))" == "https://a/b/c/x%20y%23z%3F.zip")
    let file = try WebURL("https://a/b/c.zip?raw=1")
    #expect(!file.isFolder && "\(file.folder)" == "https://a/b/" && file.fileName == "c.zip")
  }

  @Test(arguments: [
    "https://a/", "https://a/..", "https://a/.x", "https://a/%00", "https://a/b%2Fc",
  ])
  func `a name that no file can have is none`(text: String) throws {
    #expect(try WebURL(text).fileName == nil)
  }

  @Test func `what a query says is asked, and not shown`() throws {
    let url = try WebURL("https://a/x.zip?X-Amz-Signature=secret")
    #expect("\(url)" == "https://a/x.zip?…" && url.text.hasSuffix("=secret"))
  }

  @Test func `only this machine is loopback`() throws {
    for text in ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://127.1.2.3/"] {
      #expect(try WebURL(text).isLoopback, "\(text)")
    }
    for text in ["http://127.0.0.1.example.org/", "http://example.org/", "http://localhost.x/"] {
      #expect(try !WebURL(text).isLoopback, "\(text)")
    }
  }
}
