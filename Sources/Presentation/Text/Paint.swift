/// Colour, or none.
package struct Paint {
  package enum Color: String {
    case dim = "2"
    case yours = "32"
    case release = "36"
    case heading = "1"
    case removed = "31"
  }

  package static let none = Paint(isOn: false)

  package var isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  package func callAsFunction(_ text: String, _ color: Color) -> String {
    isOn && !text.isEmpty ? Shown.color(color.rawValue) + text + Shown.color("0") : text
  }
}
