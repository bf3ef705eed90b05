import WeirCore
import WeirHTTP

/// The answers to faults, made once.
struct FaultResponses {
    private let responses: [LocalResponse?]

    init() {
        responses = FaultKind.allCases.map(LocalResponse.init(fault:))
    }

    /// What the client is told; a bare 500 for a fault that has no answer.
    func fault(_ kind: FaultKind) -> LocalResponse {
        let index = FaultKind.allCases.firstIndex(of: kind)
        return index.flatMap { responses[$0] } ?? LocalResponse(status: 500)
    }
}
