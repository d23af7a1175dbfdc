/// Times something several times and prints the best, the median and the worst.
struct Measure {
  var repetitions: Int
  /// Only what has this in its name.
  var filter: String

  /// One benchmark: `body` is timed, and works on so many units as it returns.
  func run(_ name: String, per unit: String, _ body: () throws -> Double) throws {
    guard filter.isEmpty || name.contains(filter) else { return }
    var rates: [Double] = []
    for _ in 0..<repetitions {
      var units = 0.0
      let time = try ContinuousClock().measure { units = try body() }
      let seconds =
        Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
      rates.append(units / seconds)
    }
    rates.sort()
    print(
      name.padded(to: 46), Self.text(rates[rates.count / 2]).padded(to: 12, onLeft: true),
      "\(unit)   (\(Self.text(rates[0])) to \(Self.text(rates[rates.count - 1])))")
  }

  /// Three significant digits.
  private static func text(_ number: Double) -> String {
    if number >= 100 { return "\(Int(number.rounded()))" }
    let scale = number >= 10 ? 10.0 : 100.0
    return "\((number * scale).rounded() / scale)"
  }
}

extension String {
  fileprivate func padded(to width: Int, onLeft: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - count))
    return onLeft ? space + self : self + space
  }
}
