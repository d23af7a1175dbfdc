import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Releases

/// Keys and signatures, without the minisign program: that they agree with it is tested beside the commands.
@Suite(.tags(.unit)) struct SigningTests {
  private let key = SecretKey()
  private let text = Array("the list\n".utf8)
  private let comment = TrustedComment(
    product: "cortex", version: ReleaseVersion("5.3.0"), signed: 1, expires: 2, file: "LIST")

  private var signature: FileSignature {
    FileSignature(of: SignedDigest(of: text), by: key, comment)
  }

  @Test
  func `a signature verifies what was signed, by the key that signed it, and says so when read`()
    throws
  {
    let read = try FileSignature(signature.file)
    #expect(read.verifies(text, by: key.publicKey))
    #expect(read.trustedComment == comment && read.key == key.id)
    #expect(!read.verifies(text + [0], by: key.publicKey))
    #expect(!read.verifies([], by: key.publicKey))
    #expect(!read.verifies(text, by: SecretKey().publicKey))
    // Another key with the same id is another key.
    let other = PublicKey(id: key.id, point: SecretKey().publicKey.point)
    #expect(!read.verifies(text, by: other))
  }

  @Test func `with any one byte of its file changed a signature does not verify`() throws {
    let file = signature.file
    // The first line is a comment that nobody signs.
    let start = try #require(file.firstIndex(of: UInt8(ascii: "\n")))
    for index in start..<file.count {
      var changed = file
      changed[index] ^= 0x01
      guard let read = try? FileSignature(changed) else { continue }
      #expect(!read.verifies(text, by: key.publicKey), "byte \(index)")
    }
  }

  @Test func `a comment says the product, the version and when it ends`() {
    #expect(comment.text == "product:cortex\tversion:5.3.0\ttimestamp:1\texpires:2\tfile:LIST")
    #expect(comment.product == "cortex" && comment.version == ReleaseVersion("5.3.0"))
    #expect(comment.signed == 1 && comment.expires == 2)
    let other = TrustedComment(bytes: Array("anything: at all, version:".utf8))
    #expect(other.product == nil && other.version == nil && other.expires == nil)
  }

  @Test func `a key without a passphrase is read again, and one that is damaged is not`() throws {
    let file = try key.file(passphrase: nil)
    let read = try SecretKey(file) {
      Issue.record("nobody needs to be asked")
      return nil
    }
    #expect(read.id == key.id && read.publicKey == key.publicKey)
    #expect(try PublicKey(key.publicKey.file) == key.publicKey)
    #expect(try PublicKey(Array(key.publicKey.line.utf8)) == key.publicKey)
    var pair = try #require(CommentedLines(file, count: 1)?.pairs[0])
    pair.contents[100] ^= 1
    #expect(throws: SigningFault.damagedKey) {
      _ = try SecretKey(CommentedLines.text([pair])) { nil }
    }
  }

  @Test func `a key with a passphrase needs that one`() throws {
    let file = try key.file(passphrase: Array("open".utf8))
    #expect(try SecretKey(file) { Array("open".utf8) }.publicKey == key.publicKey)
    #expect(throws: SigningFault.wrongPassphrase) { _ = try SecretKey(file) { Array("no".utf8) } }
    #expect(throws: SigningFault.noPassphrase) { _ = try SecretKey(file) { nil } }
  }

  @Test func `a key that asks for more memory than anybody has is refused at once`() throws {
    var pair = try #require(CommentedLines(try key.file(passphrase: nil), count: 1)?.pairs[0])
    pair.contents.replaceSubrange(2..<4, with: "Sc".utf8)
    pair.contents.replaceSubrange(46..<54, with: [UInt8](repeating: 0xff, count: 8))
    #expect(throws: SigningFault.noMemory(bytes: .max)) {
      _ = try SecretKey(CommentedLines.text([pair])) { [] }
    }
  }

  @Test func `whatever a file holds, it is a key or a signature or is refused`() throws {
    var random = SeededGenerator(seed: 7)
    let originals = [
      signature.file, key.publicKey.file, try key.file(passphrase: nil), [],
      Array("untrusted comment: x\n\n\n\n".utf8), [UInt8](repeating: 0x0a, count: 100),
    ]
    for _ in 0..<2000 {
      var file = originals.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 0...4, using: &random) where !file.isEmpty {
        let index = Int.random(in: 0..<file.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: file[index] = UInt8.random(in: 0...255, using: &random)
        case 1: file.remove(at: index)
        default: file.insert(contentsOf: file[index...].prefix(40), at: index)
        }
      }
      // Only that nothing else than these errors comes of it.
      do throws(SigningFault) { _ = try FileSignature(file) } catch { _ = error }
      do throws(SigningFault) { _ = try PublicKey(file) } catch { _ = error }
      do { _ = try SecretKey(file) { nil } } catch { #expect(error is SigningFault) }
    }
  }
}
