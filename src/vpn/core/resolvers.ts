// The name servers that customers are given: Quad9 (quad9.net/service/service-addresses-and-features), which keeps no
// addresses of those who ask. One list, so that both protocols and every node say the same.

export const RESOLVERS: readonly string[] = ['9.9.9.9', '149.112.112.112']
