/// An alert's number, as RFC 8446 §6 and the IANA registry have it.
public struct TLSAlert: RawRepresentable, Sendable, Equatable, Hashable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let internalError = TLSAlert(rawValue: 80)
    public static let unrecognizedName = TLSAlert(rawValue: 112)
    public static let noApplicationProtocol = TLSAlert(rawValue: 120)
}
