public import WeirCore

/// A small response that Weir makes itself.
public struct LocalResponse: Sendable, Equatable {
    public var status: Int
    /// Field value, visible ASCII; nil: no content.
    public var contentType: String?
    public var body: [UInt8]
    /// Further fields, names and values valid as they are; bytes that could break a line are not written.
    public var fields: [LocalField]

    public init(status: Int, contentType: String? = nil, body: [UInt8] = [], fields: [LocalField] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.fields = fields
    }

    /// What a client is told about a fault; nil where there is nobody to tell or nothing to say.
    public init?(fault: FaultKind) { nil }

    /// A redirect. `location` is the field's value.
    public init(redirect status: Int, location: [UInt8]) { self.init(status: status) }
}

/// A field of a local response.
public struct LocalField: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]

    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
