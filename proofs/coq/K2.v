(* the derivative of g *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K2 :
  forall phi : R,
  (- (cos phi)) + (PI - phi) * (- (sin phi)) + (cos phi) = (- (PI - phi)) * (sin phi).
Proof.
  intros phi.
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
