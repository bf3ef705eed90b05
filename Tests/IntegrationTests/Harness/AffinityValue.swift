import Foundation

/// The value of a signed affinity cookie, taken apart as an outsider can.
struct AffinityValue {
    private let bytes: [UInt8]

    init(_ text: String) throws {
        let padded = text.replacing("-", with: "+").replacing("_", with: "/") + "="
        guard let data = Data(base64Encoded: padded), data.count == 53 else {
            throw HarnessFailure("no signed cookie: \(text)")
        }
        bytes = Array(data)
    }

    /// The random number that stands for the client.
    var client: [UInt8] { Array(bytes[3..<11]) }

    /// The same value with one bit of it changed.
    var forged: String {
        var bytes = bytes
        bytes[20] ^= 1
        return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .trimmingCharacters(in: CharacterSet(charactersIn: "="))
    }
}
