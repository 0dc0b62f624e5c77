/* Workload W as a C programmer would write it first: one loop over customers, all steps fused, libm.

   Draws: Philox 4x32-10 on the counter (customer, period, 0, 0) under the key (seed, 0), four words a
   customer-period: two for the normal (Box and Muller), one for listening and whom, one for the choice. */

#include <math.h>
#include <stdint.h>

#define FIRMS 4

typedef struct {
    float quality[FIRMS], price[FIRMS];
    float noise, loss_aversion, carry_over, impression, learning, dissatisfied, contagion, switching_cost;
    uint32_t listening; /* probability x 2^32 */
} Constants;

typedef struct {
    int64_t size;
    int8_t *provider, *next_provider;
    float *satisfaction, *next_satisfaction, *expectation;
    const float *price_sensitivity;
    uint8_t *awareness;
    int16_t *tenure;
    const int32_t *start, *neighbours;
} Customers;

static void philox(uint32_t c[4], uint32_t key0, uint32_t key1)
{
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c[0], b = (uint64_t)0xCD9E8D57u * c[2];
        uint32_t c1 = c[1], c3 = c[3];
        c[0] = (uint32_t)(b >> 32) ^ c1 ^ key0;
        c[1] = (uint32_t)b;
        c[2] = (uint32_t)(a >> 32) ^ c3 ^ key1;
        c[3] = (uint32_t)a;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
}

static float unit(uint32_t word) { return ((float)(word >> 9) + 0.5f) * 0x1p-23f; }

/* Run one period; add to customers and churn of each firm; return the sum of satisfaction. */
static double one_period(const Constants *k, Customers *m, uint32_t period, uint32_t seed, int64_t *customers,
                         int64_t *churn)
{
    double total = 0.0;
    for (int64_t i = 0; i < m->size; i++) {
        uint32_t word[4] = {(uint32_t)i, period, 0, 0};
        philox(word, seed, 0);
        int own = m->provider[i];
        float satisfaction = m->satisfaction[i];
        uint32_t known = m->awareness[i];

        if (own >= 0) {
            float normal = sqrtf(-2.0f * logf(unit(word[0]))) * cosf(6.2831853f * unit(word[1]));
            float gap = k->quality[own] + k->noise * normal - m->expectation[i];
            float felt = gap < 0.0f ? k->loss_aversion * gap : gap;
            satisfaction = k->carry_over * satisfaction + k->impression * felt;
            m->expectation[i] += k->learning * gap;
        }

        if (word[2] < k->listening) {
            int32_t first = m->start[i], degree = m->start[i + 1] - first;
            int32_t speaker = m->neighbours[first + (int32_t)((uint64_t)word[2] * degree / k->listening)];
            int heard = m->provider[speaker];
            if (heard >= 0) {
                known |= 1u << heard;
                if (heard == own && m->satisfaction[speaker] < k->dissatisfied) satisfaction -= k->contagion;
            }
        }

        float upto[FIRMS], sum = 0.0f;
        for (int firm = 0; firm < FIRMS; firm++) {
            if (known >> firm & 1) {
                float utility = k->quality[firm] - m->price_sensitivity[i] * k->price[firm];
                if (firm == own) utility += k->switching_cost + satisfaction;
                sum += expf(utility);
            }
            upto[firm] = sum;
        }
        float target = unit(word[3]) * (sum + 1.0f);
        int chosen = 0;
        while (chosen < FIRMS && upto[chosen] <= target) chosen++;
        if (chosen == FIRMS) chosen = -1;

        m->tenure[i] = chosen == own && own >= 0 ? m->tenure[i] + 1 : 0;
        if (chosen != own && own >= 0) churn[own]++;
        if (chosen >= 0) customers[chosen]++;
        m->next_provider[i] = (int8_t)chosen;
        m->next_satisfaction[i] = satisfaction;
        m->awareness[i] = (uint8_t)known;
        total += satisfaction;
    }
    return total;
}

/* Run all periods; customers and churn have shape (periods, FIRMS), satisfaction (periods,) is the mean. */
void run(const Constants *k, Customers *m, int32_t periods, uint32_t seed, int64_t *customers, int64_t *churn,
         double *satisfaction)
{
    for (int32_t t = 0; t < periods; t++) {
        double total = one_period(k, m, (uint32_t)t, seed, customers + t * FIRMS, churn + t * FIRMS);
        satisfaction[t] = total / (double)m->size;
        int8_t *provider = m->provider;
        m->provider = m->next_provider;
        m->next_provider = provider;
        float *last = m->satisfaction;
        m->satisfaction = m->next_satisfaction;
        m->next_satisfaction = last;
    }
}
