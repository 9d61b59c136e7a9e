(* an antiderivative of the polar integrand *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K6_primitive :
  forall t phi : R,
  (cos phi) / 2 + ((cos t) ^ 2 + (sin t) * (- (sin t))) * (cos phi) / 2 - (2 * (cos t) * (- (sin t)) - 2 *
      (sin t) * (cos t)) * (sin phi) / 4 = (cos t) * ((cos t) * (cos phi) + (sin t) * (sin phi)).
Proof.
  intros t phi.
  pose proof (sine_squared (phi)) as circle.
  pose proof (sine_squared (t)) as circle_1.
  first [ first [ ring | field; defined | ring [circle circle_1] | field [circle circle_1]; defined ] |
      unify_all; first [ ring | field; defined | ring [circle circle_1] | field [circle circle_1]; defined ] |
      exact_values; unify_all; first [ ring | field; defined | ring [circle circle_1] | field [circle
      circle_1]; defined ] ].
Qed.
